package io.quorate.core.state;

import java.util.List;
import java.util.Optional;

/** What an applied entry did. The same on every replica. */
public sealed interface Outcome {

    /**
     * The value is stored, at this revision.
     *
     * @param previous what it superseded, if that was wanted and there was any
     */
    record Put(long revision, Optional<Version> previous) implements Outcome {

        /** One that tells of no previous version. */
        public Put(long revision) {
            this(revision, Optional.empty());
        }
    }

    /**
     * A delete was done.
     *
     * @param revision the one that the delete made; with a count of 0, the one that it found
     * @param count how many keys it removed
     * @param previous what they were, ascending, if that was wanted
     */
    record Deleted(long revision, long count, List<KeyVersion> previous) implements Outcome {

        /** One that tells of no previous versions. */
        public Deleted(long revision, long count) {
            this(revision, count, List.of());
        }
    }

    /**
     * A transaction read.
     *
     * @param revision the one that the transaction found
     * @param found the keys, ascending, up to the limit; none if only their count was wanted
     * @param count how many keys, up to the limit
     * @param more whether the limit left keys out
     */
    record Read(long revision, List<KeyVersion> found, long count, boolean more)
            implements Outcome {}

    /**
     * A transaction was done.
     *
     * @param revision the one that it made; if it changed nothing, the one that it found
     * @param branch which of its lists was done
     * @param results one for each operation of that list
     */
    record Txn(long revision, Branch branch, List<Outcome> results) implements Outcome {}

    /** The lists of a transaction. */
    enum Branch {
        /** All compares held. */
        SUCCESS,
        /** One did not. */
        FAILURE
    }

    /** A client is in the table, under this id. */
    record Registered(long client) implements Outcome {}

    /**
     * A lease as it stands.
     *
     * @param ttlNanos how long it lasts from when it is kept
     * @param leftNanos how long it lasts from now, in log time
     */
    record Leased(long lease, long ttlNanos, long leftNanos) implements Outcome {}

    /**
     * The past before a revision is given up.
     *
     * @param floor the first revision that can be read
     * @param revision the newest
     */
    record Compacted(long floor, long revision) implements Outcome {}

    /**
     * A keyspace was created, altered or deleted.
     *
     * @param revision the one that this made
     * @param keyspace as this left it
     */
    record OfKeyspace(long revision, Keyspace keyspace) implements Outcome {}

    /** The command changed nothing, and says why. */
    record Refused(Objection objection) implements Outcome {}

    /** There is nothing to say of it. */
    record Nothing() implements Outcome {}
}
