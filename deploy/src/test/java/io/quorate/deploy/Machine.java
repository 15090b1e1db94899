package io.quorate.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Programs of this machine, by which faults are made and processes looked at. */
public final class Machine {

    private Machine() {}

    /** One that ran to its end, with what it said. */
    private record Ended(int code, String output) {}

    private static Ended end(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), output.strip());
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + command, stopped);
        }
    }

    /** Runs one that must not fail, and answers what it said. */
    public static String run(List<String> command) {
        Ended ended = end(command);
        if (ended.code() == 0) return ended.output();
        throw new AssertionError(
                String.join(" ", command) + ": exit code " + ended.code() + " " + ended.output());
    }

    /** The same. */
    public static String run(String... command) {
        return run(List.of(command));
    }

    /** Runs one, and answers whether it is there and did not fail. */
    public static boolean can(List<String> command) {
        try {
            return end(command).code() == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }
}
