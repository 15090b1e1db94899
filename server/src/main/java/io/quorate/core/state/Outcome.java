package io.quorate.core.state;

/** What an applied entry did. The same on every replica. */
public sealed interface Outcome {

    /** The value is stored, at this revision. */
    record Put(long revision) implements Outcome {}

    /**
     * A delete was done.
     *
     * @param revision the one that the delete made; with a count of 0, the one that it found
     * @param count how many keys it removed
     */
    record Deleted(long revision, long count) implements Outcome {}

    /** A no-op entry changed nothing. */
    record Nothing() implements Outcome {}
}
