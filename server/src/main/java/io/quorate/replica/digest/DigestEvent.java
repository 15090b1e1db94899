package io.quorate.replica.digest;

import io.quorate.core.NodeId;
import io.quorate.core.state.DigestVerdict;

import java.util.SortedSet;

/** What whoever watches a replica hears of digests. */
public sealed interface DigestEvent {

    /** The members' states as an entry left them were compared. */
    record Compared(long index, DigestVerdict verdict) implements DigestEvent {}

    /**
     * This node's state is not to be shown any more.
     *
     * @param majority from whom another may be had; empty if that is not known
     */
    record Condemned(SortedSet<NodeId> majority) implements DigestEvent {}

    /** This node has another state, a sound one. */
    record Replaced() implements DigestEvent {}

    /**
     * All rows were read.
     *
     * @param bytes how much that was
     * @param nanos how long it took
     * @param result what came of it
     */
    record Scrubbed(long bytes, long nanos, Result result) implements DigestEvent {}

    /** What a scrub can come to. */
    enum Result {
        /** The rows are what was written. */
        SOUND,
        /** They are not. */
        ROTTEN,
        /** The state was replaced meanwhile. */
        BROKEN_OFF
    }
}
