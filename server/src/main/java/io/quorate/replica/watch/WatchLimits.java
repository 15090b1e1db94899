package io.quorate.replica.watch;

/**
 * What watches take at most.
 *
 * @param watchesMax watches at once, on one node
 * @param recentBytes what the ring of recent changes holds, in bytes: a watcher that is further
 *     behind reads from the store
 * @param responseBytes what one sending holds, in bytes of events, but one event at least: with
 *     what a stream buffers, all that a consumer that never reads costs
 * @param rowsMax changes that are looked at for one sending, wanted or not
 * @param sendingsPerTurn how many sendings a turn may make before it lets others have the loop
 * @param bytesPerTurn the same, in bytes of events
 * @param readsMax pages that are read from the store at once
 * @param leaderlessNanos how long a node without a leader keeps its watches: behind a partition it
 *     would show nothing, and look idle
 */
public record WatchLimits(
        int watchesMax,
        int recentBytes,
        int responseBytes,
        int rowsMax,
        int sendingsPerTurn,
        int bytesPerTurn,
        int readsMax,
        long leaderlessNanos) {

    /** Room for 10,000 idle watches and as many again; a turn gives them a few milliseconds. */
    public static WatchLimits defaults() {
        return new WatchLimits(20_000, 16 << 20, 32 << 10, 1_024, 64, 256 << 10, 1, 5_000_000_000L);
    }
}
