package io.quorate.core.state;

/**
 * The families of rows, each sorted by itself. Each adds a file to every flush, so there are no
 * more than these four: what comes later goes into {@link #META} under a prefix of its own.
 */
public enum Family {
    /** Key to its live version. A delete removes the row. */
    LATEST,
    /** (Key, superseding revision) to where in CHANGES the superseded version is: of some. */
    HISTORY,
    /** (Revision, ordinal) to the key that it changed and the version that it superseded. */
    CHANGES,
    /** The few rows of the state machine itself, by key prefix. */
    META
}
