package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.List;

/** What a log entry can ask of the state machine. */
public sealed interface Command {

    /** What changes keys: a change as it is, or behind a fence. */
    sealed interface Write extends Command {}

    /** What changes keys, and may be part of a transaction. */
    sealed interface Change extends Write, Operation {}

    /** A change that is done only if its fence is not stale when it comes to be applied. */
    record Fenced(Fence fence, Change change) implements Write {}

    /**
     * Stores a value under a key.
     *
     * @param lease the lease that the key is attached to from now on; 0: none
     * @param ttlNanos how long the key lives unless it is put again, in log time: it is attached to
     *     a lease that is made for it alone, and goes with it; 0: without end
     */
    record Put(int keyspace, Bytes key, Bytes value, long lease, long ttlNanos, Previous previous)
            implements Change {

        /** One that lives as long as a lease. */
        public Put(int keyspace, Bytes key, Bytes value, long lease, Previous previous) {
            this(keyspace, key, value, lease, 0, previous);
        }

        /** One under no lease. */
        public Put(int keyspace, Bytes key, Bytes value, Previous previous) {
            this(keyspace, key, value, 0, previous);
        }

        /** One under no lease that does not ask for the previous version. */
        public Put(int keyspace, Bytes key, Bytes value) {
            this(keyspace, key, value, Previous.LEFT_OUT);
        }
    }

    /** Removes the keys that exist. */
    record Delete(Keys keys, Previous previous) implements Change {

        /** The removal of one key that does not ask for its last version. */
        public Delete(int keyspace, Bytes key) {
            this(new Keys.One(keyspace, key), Previous.LEFT_OUT);
        }
    }

    /**
     * Does one of two lists of operations, as one change: all of them or, if the command is
     * refused, none. Each sees those before it; all that they change has one revision.
     *
     * @param compares what must hold of the state before, every one, for the first list to be done
     */
    record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure)
            implements Change {}

    /**
     * Takes a client into the table of those whose changes are done exactly once (Ongaro's thesis,
     * section 6.3). Its id is the index of this entry, so no two ever have the same.
     *
     * @param ttlNanos how long the table keeps it from its last command on, in log time; at least 1
     */
    record RegisterClient(long ttlNanos, Order order) implements Command {}

    /** In what order a client's changes are done. */
    enum Order {
        /** By their sequences, which may skip none. */
        BY_SEQUENCE,
        /** As they come. */
        ANY
    }

    /** Says that a client is still there. */
    record KeepClient(long client) implements Command {}

    /** Takes a client out of the table, with all that is kept for it. */
    record ForgetClient(long client) implements Command {}

    /**
     * A client's change, done once however often it is in the log.
     *
     * @param client who asks
     * @param sequence the change's own number among the client's, from 1
     * @param lowestUnanswered below this the client has all its answers; at most {@code sequence}
     * @param change a {@link Write} in its encoded form
     */
    record Once(long client, long sequence, long lowestUnanswered, Bytes change)
            implements Command {}

    /**
     * Makes a lease: when it ends, the keys that are attached to it are removed.
     *
     * @param lease its id; 0: the index of this entry
     * @param ttlNanos how long it lasts unless it is kept, in log time; at least 1
     */
    record GrantLease(long lease, long ttlNanos) implements Command {}

    /** Has a lease last its whole time from now on. */
    record KeepLease(long lease) implements Command {}

    /** Asks how long a lease lasts. */
    record LookAtLease(long lease) implements Command {}

    /** Ends a lease now. */
    record RevokeLease(long lease) implements Command {}

    /**
     * Gives up the past before a revision, which is the first that can be read from then on.
     *
     * @param revision above the one of the last compaction, and at most the newest
     */
    record Compact(long revision) implements Command {}

    /**
     * Gives up what of the past is older than so long, as far as that is known: the state remembers
     * which revision stood at the time of such commands.
     *
     * @param keepNanos how long the past is kept at least, in log time; at least 1
     */
    record CompactOlder(long keepNanos) implements Command {}

    /**
     * Makes a keyspace.
     *
     * @param name one that {@link Keyspaces#whyInvalidName} does not object to
     */
    record CreateKeyspace(String name, Keyspace.Replication replication, KeyspaceLimits limits)
            implements Command {}

    /** Gives a keyspace other limits. */
    record AlterKeyspace(int keyspace, KeyspaceLimits.Alteration limits) implements Command {}

    /** Ends a keyspace, with all its keys. */
    record DeleteKeyspace(int keyspace) implements Command {}

    /**
     * The time of the log goes on to here, if it was less.
     *
     * @param nanos since the group began, without the spans in which nobody led
     */
    record Clock(long nanos) implements Command {}

    /**
     * Compares what the members said of their states as an earlier entry left them, and is the
     * entry of which they say it next.
     */
    record CompareDigests(DigestReports reports) implements Command {}
}
