package io.quorate.cli;

/** What kvctl's exit code says. */
public final class ExitCode {

    /** The operation is done. */
    public static final int DONE = 0;

    /** The key does not exist, or the cluster refused. Nothing was changed. */
    public static final int NOT_FOUND_OR_REFUSED = 1;

    /** The command line is wrong. Nothing was sent. */
    public static final int USAGE = 2;

    /** No member could be reached or could serve. Nothing was changed. */
    public static final int UNREACHABLE = 3;

    /** The write may have taken effect or not. */
    public static final int OUTCOME_UNKNOWN = 4;

    /** Standard input or output failed; the message says what became of the operation. */
    public static final int BROKEN_STREAM = 5;

    /** A compare of the transaction did not hold: what it has for this case was done. */
    public static final int COMPARE_FAILED = 6;

    /** The cluster did not keep what it is held to. */
    public static final int VIOLATED = 7;

    /** Nobody knows whether it did: a checker reached its bound. */
    public static final int UNDECIDED = 8;

    /** The lock or the leadership was lost while it was held. */
    public static final int LOST = 9;

    private ExitCode() {}
}
