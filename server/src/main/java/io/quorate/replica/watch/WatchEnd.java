package io.quorate.replica.watch;

/** Why a watch ended that its watcher did not end. */
public sealed interface WatchEnd {

    /**
     * The changes that it asks for next are gone.
     *
     * @param from the revision that it asks for
     * @param compacted the first revision that can be shown
     */
    record Compacted(long from, long compacted) implements WatchEnd {}

    /** The keyspace is deleted, with all that could have been shown. */
    record KeyspaceDeleted() implements WatchEnd {}

    /** This node has had no leader for a while: another may know more. */
    record NoLeader() implements WatchEnd {}

    /** This node has as many watches as it may. */
    record TooMany() implements WatchEnd {}

    /** This node's state is not sound: another's is. */
    record Unsound() implements WatchEnd {}

    /** This node is stopping. */
    record Stopping() implements WatchEnd {}
}
