package io.quorate.replica.watch;

import io.quorate.core.state.ChangeId;
import io.quorate.core.state.Interest;

/** One watch, as its hub knows it: what it wants and how far it has come. */
final class Watcher {

    /** What it waits for. */
    enum Waits {
        /** For a change: it was sent all that there is. */
        FOR_CHANGES,
        /** For its turn to be sent what it lacks, or a mark. */
        FOR_ITS_TURN,
        /** For its sink to take more. */
        FOR_ITS_SINK,
        /** For its turn to read from the store what the ring has not any more. */
        FOR_A_READ,
        /** For a page that is being read. */
        FOR_A_PAGE,
        /** For nothing: it is over. */
        FOR_NOTHING
    }

    final long id;
    final Interest interest;
    final long progressNanos;
    final WatchSink sink;

    /** That its keys are in. */
    final int keyspace;

    /** The first change that it was not sent and that was not passed over; if it lacks any. */
    ChangeId next;

    Waits waits = Waits.FOR_CHANGES;

    /** It is to be sent something at its turn, were it only how far it has come. */
    boolean isOwedMark = true;

    /** When it is owed a mark if nothing is sent until then. */
    long markDueNanos;

    Watcher(long id, Interest interest, long progressNanos, WatchSink sink) {
        this.id = id;
        this.interest = interest;
        this.keyspace = interest.span().keyspace();
        this.progressNanos = progressNanos;
        this.sink = sink;
    }
}
