package io.quorate.replica;

import io.quorate.replica.digest.DigestLimits;
import io.quorate.replica.history.HistoryKeep;
import io.quorate.replica.history.HistoryLimits;
import io.quorate.replica.snapshot.SnapshotLimits;

/**
 * What a replica holds at most.
 *
 * @param requestsMax client requests that wait or are in flight, in requests: beyond them a client
 *     is told to come back later, which is better for it than to wait in a long queue
 * @param applyEntriesMax entries of one store batch: what a turn may take of the loop
 * @param applyBytesMax payload bytes of one store batch, of which one entry may exceed it
 * @param parkedEntriesMax committed entries that may wait for a stalled store before new proposals
 *     are refused
 * @param flushBytes journal bytes applied since the last flush that make the replica ask for one:
 *     what a restart has to replay at most, roughly
 * @param journalTailBytes journal bytes that are kept for members that lag; one that lags more, or
 *     is gone, gets a snapshot when it comes back. Held only while some member lacks them
 * @param snapshots what sending and receiving snapshots takes
 * @param digests how often states are compared and read through
 * @param history what the past takes
 */
public record Limits(
        int requestsMax,
        int applyEntriesMax,
        int applyBytesMax,
        int parkedEntriesMax,
        long flushBytes,
        long journalTailBytes,
        SnapshotLimits snapshots,
        DigestLimits digests,
        HistoryLimits history) {

    /** What {@link #journalTailBytes} is if nothing is said: some seconds of full load. */
    public static final long JOURNAL_TAIL_BYTES_DEFAULT = 128L << 20;

    public Limits(
            int requestsMax,
            int applyEntriesMax,
            int applyBytesMax,
            int parkedEntriesMax,
            long flushBytes) {
        this(
                requestsMax,
                applyEntriesMax,
                applyBytesMax,
                parkedEntriesMax,
                flushBytes,
                JOURNAL_TAIL_BYTES_DEFAULT,
                SnapshotLimits.defaults(),
                DigestLimits.NEVER,
                HistoryLimits.defaults());
    }

    public static Limits defaults() {
        return new Limits(20_000, 1_024, 4 << 20, 8_192, 64L << 20);
    }

    /** The same with another tail and other snapshots. */
    public Limits with(long tailBytes, SnapshotLimits ofSnapshots) {
        return new Limits(
                requestsMax,
                applyEntriesMax,
                applyBytesMax,
                parkedEntriesMax,
                flushBytes,
                tailBytes,
                ofSnapshots,
                digests,
                history);
    }

    /** The same, with states looked at this often. */
    public Limits with(DigestLimits ofDigests) {
        return new Limits(
                requestsMax,
                applyEntriesMax,
                applyBytesMax,
                parkedEntriesMax,
                flushBytes,
                journalTailBytes,
                snapshots,
                ofDigests,
                history);
    }

    /** The same with another share of the past. */
    public Limits keeping(HistoryKeep keep) {
        return with(history.keeping(keep));
    }

    /** The same with another past. */
    public Limits with(HistoryLimits ofHistory) {
        return new Limits(
                requestsMax,
                applyEntriesMax,
                applyBytesMax,
                parkedEntriesMax,
                flushBytes,
                journalTailBytes,
                snapshots,
                digests,
                ofHistory);
    }
}
