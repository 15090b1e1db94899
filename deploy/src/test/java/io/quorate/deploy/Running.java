package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the distribution that has been started. Used by one thread. */
final class Running {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final long startNanos = System.nanoTime();

    private Running(List<String> command, Map<String, String> environment) throws IOException {
        this.command = command;
        out = Files.createTempFile("quorate-it", ".out");
        err = Files.createTempFile("quorate-it", ".err");
        var builder = new ProcessBuilder(command);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts a program with these arguments and no standard input. */
    static Running start(String program, String... arguments) {
        return start(program, Map.of(), new byte[0], arguments);
    }

    /**
     * Starts a program with these variables added to its environment, and this standard input; as
     * by a terminal, that is, not deaf to SIGINT as what a shell started in the background.
     */
    static Running start(
            String program, Map<String, String> environment, byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Distribution.program(program).toString());
        command.addAll(List.of(arguments));
        try {
            var running = new Running(command, environment);
            try (var stdin = running.process.getOutputStream()) {
                stdin.write(input);
            }
            return running;
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The lines that it has printed so far, and ended. */
    List<String> printed() {
        try {
            String text = Files.readString(out);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Does as Ctrl-C does. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** Waits for its end, for two minutes at most. */
    Finished awaitEnd() {
        try {
            boolean ended = process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            var took = Duration.ofNanos(System.nanoTime() - startNanos);
            if (!ended) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        command + " did not end in " + DEADLINE + ":\n" + Files.readString(err));
            }
            return new Finished(
                    process.exitValue(), Files.readAllBytes(out), Files.readString(err), took);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + command, stopped);
        } finally {
            delete();
        }
    }

    private void delete() {
        try {
            Files.delete(out);
            Files.delete(err);
        } catch (IOException cannotDelete) {
            throw new UncheckedIOException(cannotDelete);
        }
    }
}
