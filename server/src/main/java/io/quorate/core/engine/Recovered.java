package io.quorate.core.engine;

import java.util.List;

/**
 * What a restarted engine begins with.
 *
 * @param promise the last durable promise
 * @param base the last entry that the state machine has durably applied: committed for certain
 * @param tail every entry that the journal holds above the base, ascending; contiguous for Raft
 */
public record Recovered(Promise promise, LogId base, List<Entry> tail) {

    /** A node that starts for the first time. */
    public static final Recovered NOTHING = new Recovered(Promise.NONE, LogId.NONE, List.of());
}
