package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.fake.Behaviour;
import io.quorate.fake.FakeCluster;
import io.quorate.fake.FakeMember;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What only a real process can show: signals, pipes, full disks, arguments as bytes. */
@Timeout(60)
final class KvctlProcessTest {

    private final FakeCluster cluster = new FakeCluster(1);
    private final FakeMember member = cluster.member(1);

    @AfterEach
    void stop() {
        cluster.close();
    }

    /**
     * Started as by a terminal. What this test inherited may be otherwise: a shell without job
     * control has its background jobs ignore SIGINT, and whoever is born ignoring it is deaf to it.
     */
    private ProcessBuilder kvctl(String... args) {
        var command = new ArrayList<String>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        Kvctl.class.getName()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment().put("KVCTL_ENDPOINTS", member.address());
        builder.environment().put("KVCTL_TIMEOUT", "30s");
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** As this test's own, whether a launcher's loader or the JVM's found it. */
    private static String classPath() {
        if (!(Kvctl.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        return Stream.of(loader.getURLs())
                .map(URL::getPath)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String errorsOf(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void interruptOnceAsked(Process process) throws IOException, InterruptedException {
        await(process, () -> member.asked() > 0);
        interrupt(process);
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor());
    }

    private static void await(Process process, BooleanSupplier happened)
            throws IOException, InterruptedException {
        while (!happened.getAsBoolean()) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                byte[] out = process.getInputStream().readAllBytes();
                fail(new String(out, StandardCharsets.UTF_8) + errorsOf(process));
            }
        }
    }

    @Test
    void anInterruptedPutReportsThatItsOutcomeIsUnknown() throws Exception {
        member.meet(new Behaviour.ServeAndStaySilent());
        Process put = kvctl("put", "k", "v").start();
        interruptOnceAsked(put);
        String errors = errorsOf(put);
        assertEquals(4, put.waitFor(), errors);
        assertTrue(errors.startsWith("kvctl put: interrupted"), errors);
        assertTrue(errors.contains("the outcome of the put is unknown"), errors);
    }

    @Test
    void anInterruptedGetEndsAsInterruptedProgramsDo() throws Exception {
        member.meet(new Behaviour.ServeAndStaySilent());
        Process get = kvctl("get", "k").start();
        interruptOnceAsked(get);
        assertEquals(130, get.waitFor(), errorsOf(get));
    }

    @Test
    void anInterruptedBenchStillReports() throws Exception {
        Process bench = kvctl("bench", "put", "--warmup", "0", "--seconds", "3600").start();
        await(bench, () -> cluster.keyCount() >= 50);
        interrupt(bench);
        String report = new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(130, bench.waitFor(), errorsOf(bench));
        assertTrue(report.startsWith("put: "), report);
    }

    /** On a terminal: {@code script} lends one. */
    @Test
    void aShellIsInterruptedCommandByCommand() throws Exception {
        member.meet(new Behaviour.ServeAndStaySilent());
        // In the place of the shell that script starts: that one would die of the same Ctrl-C.
        String shell = "exec " + String.join(" ", kvctl("shell", "--history", "none").command());
        var builder = new ProcessBuilder("script", "-qfec", shell, "/dev/null");
        builder.environment().putAll(kvctl().environment());
        builder.environment().put("TERM", "dumb");
        Process process = builder.redirectErrorStream(true).start();
        var keys = process.getOutputStream();
        type(keys, "get k\r");
        await(process, () -> member.asked() > 0);
        type(keys, "\003");
        type(keys, "put k v\r");
        await(process, () -> cluster.keyCount() == 1);
        type(keys, "exit\r");
        String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), screen);
        assertTrue(screen.contains("kvctl get: interrupted"), screen);
        assertTrue(screen.contains("stored, revision 1"), screen);
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    @Test
    void anInterruptedVerifyJudgesWhatItSawAndTidiesUp() throws Exception {
        Process verify = kvctl("verify", "--seconds", "3600").start();
        await(verify, () -> cluster.keyCount() >= 3);
        interrupt(verify);
        String report = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, verify.waitFor(), errorsOf(verify));
        assertTrue(report.contains("session guarantees  holds, of "), report);
        assertEquals(0, cluster.keyCount());
    }

    @Test
    void aFullDiskIsNotSuccess() throws Exception {
        Process put = kvctl("put", "k", "v").redirectOutput(new File("/dev/full")).start();
        String errors = errorsOf(put);
        assertEquals(5, put.waitFor(), errors);
        assertTrue(errors.contains("No space left on device"), errors);
        assertEquals(1, errors.lines().count(), errors);
        assertEquals(1, cluster.keyCount());
    }

    @Test
    void aReaderThatHasGoneIsNotSuccessAndNotWorthAWord() throws Exception {
        assertEquals(0, kvctl("put", "k", "x".repeat(100_000)).start().waitFor());
        Process get = kvctl("get", "k").start();
        get.getInputStream().close();
        String errors = errorsOf(get);
        assertEquals(5, get.waitFor(), errors);
        assertEquals("", errors);
    }

    @Test
    void argumentsAreBytesWhateverTheLocale() throws Exception {
        var words = new ArrayList<String>(kvctl("put").command());
        var script =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec \"$@\" \"$(printf 'k\\303\\274')\" \"$(printf '\\377\\001')\"",
                        "sh");
        script.command().addAll(words);
        script.environment().putAll(kvctl().environment());
        Process put = script.start();
        assertEquals(0, put.waitFor(), errorsOf(put));
        Process get = kvctl("range", "--prefix", "").start();
        byte[] line = get.getInputStream().readAllBytes();
        assertArrayEquals("k\u00fc\t\\xff\\x01\n".getBytes(StandardCharsets.UTF_8), line);
    }

    @Test
    void versionNeedsNoCluster() throws Exception {
        Process version = kvctl("version").start();
        String line = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, version.waitFor());
        assertTrue(line.startsWith("kvctl "), line);
    }
}
