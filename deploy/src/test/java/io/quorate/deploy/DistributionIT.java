package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The folder and the archive that a user gets. */
@Timeout(60)
class DistributionIT {

    private static final Duration QUICK = Duration.ofMillis(400);

    @Test
    void kvctlAnswersInAMoment() {
        Duration best =
                Stream.generate(() -> Finished.run("kvctl", "version"))
                        .limit(8)
                        .peek(kvctl -> assertEquals(0, kvctl.exitCode(), kvctl::toString))
                        .map(Finished::took)
                        .min(Duration::compareTo)
                        .orElseThrow();
        assertTrue(best.compareTo(QUICK) < 0, () -> "kvctl version took " + best);
    }

    /** With -Xshare:on a JVM ends if it cannot use its class archive. */
    @Test
    void anUnpackedArchiveRunsFromAnywhereAndKeepsItsQuickStart()
            throws IOException, InterruptedException {
        Path elsewhere = Distribution.freshDirectory("distribution").resolve("with a space");
        Files.createDirectory(elsewhere);
        int tar =
                new ProcessBuilder("tar", "-xzf", archive().toString(), "-C", elsewhere.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertEquals(0, tar);
        Path link;
        try (var unpacked = Files.list(elsewhere)) {
            Path kvctl = unpacked.findFirst().orElseThrow().resolve("bin/kvctl");
            link = Files.createSymbolicLink(elsewhere.resolve("a-link"), kvctl);
        }
        for (String program : List.of("kvctl", "kvd")) {
            Path target = link.toRealPath().resolveSibling(program);
            Files.delete(link);
            Files.createSymbolicLink(link, target);
            var process = new ProcessBuilder(link.toString(), "--version");
            process.environment().put("KVCTL_JAVA_OPTS", "-Xshare:on");
            process.environment().put("KVD_JAVA_OPTS", "-Xshare:on");
            assertEquals(0, process.inheritIO().start().waitFor(), program);
        }
    }

    @Test
    void kvctlDoesNotCarryTheServer() throws IOException {
        try (var jar = new JarFile(Distribution.home().resolve("lib/kvctl.jar").toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
            for (String server : List.of("rocksdb", "logback", "micrometer", "quorate-server")) {
                assertTrue(!classPath.contains(server), classPath);
            }
        }
    }

    @Test
    void shellsFindWhatCompletesKvctl() throws IOException, InterruptedException {
        Path bash = Distribution.home().resolve("share/bash-completion/completions/kvctl");
        Process sourced =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source \"$1\" && complete -p kvctl",
                                "bash",
                                bash + "")
                        .start();
        assertEquals(0, sourced.waitFor());
        Path zsh = Distribution.home().resolve("share/zsh/site-functions/_kvctl");
        assertTrue(Files.readString(zsh).startsWith("#compdef kvctl\n"));
    }

    @Test
    void thePlaygroundStartsSaysWhoLeadsAndStops() throws IOException, InterruptedException {
        String port = String.valueOf(FreePorts.take());
        assertEquals(0, playground("--detach", "--fresh", "--port", port));
        try {
            assertEquals(0, playground("--status", "--port", port));
            assertEquals(1, playground("--detach", "--port", port), "it runs already");
        } finally {
            assertEquals(0, playground("--stop", "--port", port));
        }
        assertEquals(1, playground("--status", "--port", port), "none runs");
    }

    private static int playground(String... arguments) throws IOException, InterruptedException {
        Path log = Distribution.home().resolveSibling("it").resolve("playground.log");
        Files.createDirectories(log.getParent());
        String[] command = new String[arguments.length + 1];
        command[0] = Distribution.program("playground.sh").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var output = ProcessBuilder.Redirect.appendTo(log.toFile());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        if (!process.waitFor(50, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("the playground hangs; see " + log);
        }
        return process.exitValue();
    }

    private static Path archive() throws IOException {
        try (var files = Files.list(Distribution.home().getParent())) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
