package io.quorate.boot;

/** A node cannot be started where it was told to; nothing is left running. */
public final class CannotStart extends Exception {

    private static final long serialVersionUID = 1L;

    /** Takes one line for the operator: what is wrong, and what would be right. */
    public CannotStart(String why) {
        super(why);
    }

    /** The same, with what the system said. */
    public CannotStart(String why, Throwable cause) {
        super(why, cause);
    }
}
