package io.quorate.replica;

import java.util.OptionalLong;

/**
 * How fresh a state is known to be, by this node's own monotonic clock and no other: an index that
 * a quorum confirmed in a round begun after a stamp covers every write that had been acknowledged
 * by then, and so does a state that has applied it.
 */
final class Freshness {

    private boolean isKnown;
    private long asOfNanos;

    /**
     * A confirmed index was applied.
     *
     * @param stampNanos when the round was asked for, before it began
     */
    void confirmed(long stampNanos) {
        if (isKnown && stampNanos - asOfNanos <= 0) return;
        isKnown = true;
        asOfNanos = stampNanos;
    }

    /** Every write that was acknowledged so long ago is in the state; empty if nobody knows. */
    OptionalLong stalenessNanos(long nowNanos) {
        return isKnown ? OptionalLong.of(nowNanos - asOfNanos) : OptionalLong.empty();
    }
}
