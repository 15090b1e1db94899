package io.quorate.core.state;

/** Whether a change answers with what it superseded. */
public enum Previous {
    /** It does not. */
    LEFT_OUT,
    /** It does. */
    WANTED
}
