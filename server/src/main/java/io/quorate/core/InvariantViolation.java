package io.quorate.core;

import java.util.Locale;

/**
 * Something that cannot be is: the state is not to be trusted any more. Nothing catches it but the
 * last line of a loop, which writes it down and ends the process.
 */
public final class InvariantViolation extends Error {

    private static final long serialVersionUID = 1L;

    public InvariantViolation(String facts) {
        super(facts);
    }

    public InvariantViolation(String facts, Throwable cause) {
        super(facts, cause);
    }

    /** Demands one fact; the message says the numbers that break it, and is built only then. */
    public static void require(boolean holds, String format, Object... facts) {
        if (!holds) throw new InvariantViolation(String.format(Locale.ROOT, format, facts));
    }
}
