package io.quorate.deploy.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Docker's command line, as a user types it. */
public final class Docker {

    /** An image is built, and containers are stopped gracefully, in far less. */
    private static final Duration DEADLINE = Duration.ofSeconds(180);

    /**
     * A command that ran to its end.
     *
     * @param output both of its outputs, as they came
     */
    record Ended(List<String> command, int exitCode, String output) {

        /** Checks that it went well. */
        Ended orFail() {
            if (exitCode != 0) throw new AssertionError(toString());
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + ": exit code " + exitCode + "\n" + output;
        }
    }

    private Docker() {}

    /** Runs {@code docker}, to whatever end. */
    static Ended run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    /** Runs a command with variables added to its environment. */
    static Ended run(Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            var output = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end in " + DEADLINE);
            }
            return new Ended(command, process.exitValue(), output.join());
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + command, stopped);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Whether an engine answers. */
    static boolean answers() {
        try {
            return run("info", "--format", "{{.ServerVersion}}").exitCode() == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }
}
