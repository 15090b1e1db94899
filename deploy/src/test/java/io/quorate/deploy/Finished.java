package io.quorate.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the distribution that ran to its end.
 *
 * @param exitCode what it told the system
 * @param out all of its standard output
 * @param err all of its standard error
 * @param took how long it ran
 */
record Finished(int exitCode, byte[] out, String err, Duration took) {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /** Runs a program with these arguments and no standard input, for two minutes at most. */
    static Finished run(String program, String... arguments) {
        return run(program, Map.of(), new byte[0], arguments);
    }

    /** Runs a program with these variables added to its environment, and this standard input. */
    static Finished run(
            String program, Map<String, String> environment, byte[] input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Distribution.program(program).toString());
        command.addAll(List.of(arguments));
        try {
            return finish(command, environment, input);
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + command, stopped);
        }
    }

    private static Finished finish(
            List<String> command, Map<String, String> environment, byte[] input)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("quorate-it", ".out");
        Path err = Files.createTempFile("quorate-it", ".err");
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            long start = System.nanoTime();
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input);
            }
            boolean ended = process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            var took = Duration.ofNanos(System.nanoTime() - start);
            if (!ended) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        command + " did not end in " + DEADLINE + ":\n" + Files.readString(err));
            }
            return new Finished(
                    process.exitValue(), Files.readAllBytes(out), Files.readString(err), took);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Its standard output as text. */
    String text() {
        return new String(out, UTF_8);
    }

    @Override
    public String toString() {
        return "exit code " + exitCode + " after " + took + "\nout: " + text() + "\nerr: " + err;
    }
}
