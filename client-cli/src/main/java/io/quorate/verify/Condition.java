package io.quorate.verify;

/** What must hold of a key for a conditional put to store its value. */
public sealed interface Condition {

    /** The key does not exist. */
    record IsAbsent() implements Condition {}

    /**
     * The key was last changed at this revision.
     *
     * @param modRevision from 1
     */
    record HasRevision(long modRevision) implements Condition {}

    /** The key holds this value. */
    record HasValue(String value) implements Condition {}
}
