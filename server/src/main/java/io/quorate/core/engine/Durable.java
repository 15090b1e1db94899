package io.quorate.core.engine;

import java.util.List;

/** One thing that an engine wants to survive a crash. */
public sealed interface Durable {

    /** A promise, which replaces the one before. */
    record Promised(Promise promise) implements Durable {}

    /**
     * Entries, each of which replaces what stood at its index. They need not be contiguous with
     * what is there, nor with each other.
     */
    record Written(List<Entry> entries) implements Durable {}

    /**
     * Everything from an index on is gone. An engine never says so of a committed index.
     *
     * @param from the first index that goes
     */
    record Truncated(long from) implements Durable {}

    /**
     * The log begins anew behind an entry: what it says is in the state machine, durably, and
     * everything that stood above it is gone.
     *
     * @param base the last entry that the state machine has durably applied
     */
    record Rebased(LogId base) implements Durable {}

    /** What was lost, if anything, is made good: see {@link Hole}. */
    record Mended() implements Durable {}
}
