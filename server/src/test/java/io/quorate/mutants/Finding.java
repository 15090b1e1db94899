package io.quorate.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that looks for a planted bug, until it says that it found something, ends, or takes too
 * long. It lives for seconds, so its compiler does not optimise much: that halves its time.
 */
final class Finding {

    private static final List<String> JVM =
            List.of(
                    "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final String sign;
    private volatile Optional<String> found = Optional.empty();

    private Finding(Process process, String sign) {
        this.process = process;
        this.sign = sign;
    }

    /**
     * Runs a program to its first line that begins with a sign.
     *
     * @param arguments of the virtual machine and the program: options, class, its arguments
     * @return that line, without the sign; empty if there was none, or none within the time
     */
    static Optional<String> first(
            String sign, Duration atMost, String classPath, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", classPath));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .directory(Mutant.TREE.resolve("server").toFile())
                        .redirectErrorStream(true)
                        .start();
        var finding = new Finding(process, sign);
        Thread reader = Thread.ofPlatform().daemon().start(finding::read);
        boolean isOver = reader.join(atMost);
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        if (!isOver) System.out.println("took more than " + atMost.toSeconds() + " s");
        return finding.found;
    }

    private void read() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(sign)) continue;
                found = Optional.of(line.substring(sign.length()));
                return;
            }
        } catch (IOException e) {
            System.out.println("its output broke off: " + e.getMessage());
        }
    }
}
