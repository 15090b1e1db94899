package io.quorate.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;

/**
 * A program of the distribution that ran to its end.
 *
 * @param exitCode what it told the system
 * @param out all of its standard output
 * @param err all of its standard error
 * @param took how long it ran
 */
record Finished(int exitCode, byte[] out, String err, Duration took) {

    /** Runs a program with these arguments and no standard input, for two minutes at most. */
    static Finished run(String program, String... arguments) {
        return Running.start(program, arguments).awaitEnd();
    }

    /** Runs a program with these variables added to its environment, and this standard input. */
    static Finished run(
            String program, Map<String, String> environment, byte[] input, String... arguments) {
        return Running.start(program, environment, input, arguments).awaitEnd();
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
