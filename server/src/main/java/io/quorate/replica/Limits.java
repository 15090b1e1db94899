package io.quorate.replica;

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
 */
public record Limits(
        int requestsMax,
        int applyEntriesMax,
        int applyBytesMax,
        int parkedEntriesMax,
        long flushBytes) {

    public static Limits defaults() {
        return new Limits(20_000, 1_024, 4 << 20, 8_192, 64L << 20);
    }
}
