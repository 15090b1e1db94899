package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Membership.Purpose;

import java.util.Arrays;

/**
 * When entries are committed (sections 5.3 and 5.4.2), when they may be applied, and when nobody
 * needs them any more.
 */
final class Commitment {

    /** One apply carries so many bytes at most, or one entry: the state machine's batch. */
    static final int APPLY_BYTES_MAX = 4 << 20;

    private final RaftState state;
    private long applyingIndex;
    private long applyingBytes;
    private long heldByAll;
    private long releasedIndex;

    Commitment(RaftState state) {
        this.state = state;
        applyingIndex = state.commitIndex();
    }

    /**
     * "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and
     * log[N].term == currentTerm: set commitIndex = N" (Figure 2). The leader's own entries count
     * once its own disk holds them.
     */
    void advanceAsLeader(Replication replication) {
        advance(replication);
        learnHeldByAll(replication);
    }

    private void advance(Replication replication) {
        long[] candidates = candidates(replication);
        for (int i = candidates.length - 1; i >= 0; i--) {
            long index = candidates[i];
            if (index <= state.commitIndex()) return;
            if (state.log.termAt(index) != state.currentTerm()) return;
            if (isOnQuorum(replication, index)) {
                state.commit(index);
                return;
            }
        }
    }

    private long[] candidates(Replication replication) {
        var indexes = new long[replication.followers().size() + 1];
        int i = 0;
        indexes[i++] = state.log.durableIndex();
        for (Progress follower : replication.followers()) indexes[i++] = follower.matchIndex();
        Arrays.sort(indexes);
        return indexes;
    }

    private boolean isOnQuorum(Replication replication, long index) {
        boolean isHere = state.log.durableIndex() >= index;
        return replication.isQuorum(
                Purpose.COMMIT, isHere, follower -> follower.matchIndex() >= index);
    }

    /** The index up to which all members are known to hold the log durably. */
    long heldByAll() {
        return heldByAll;
    }

    private void learnHeldByAll(Replication replication) {
        long held = Math.min(state.commitIndex(), state.log.durableIndex());
        for (Progress follower : replication.followers()) {
            held = Math.min(held, follower.matchIndex());
        }
        heldByAll = Math.max(heldByAll, held);
    }

    /** The leader says that all members hold the log up to here. */
    void learnHeldByAll(long index) {
        heldByAll = Math.max(heldByAll, Math.min(index, state.commitIndex()));
    }

    /** Whether the state machine was given more than it should have before it. */
    boolean isApplyBehind() {
        return applyingBytes > state.config.bounds().applyingBytesMax();
    }

    /** The state machine has applied everything up to here. */
    void applied(long index) {
        InvariantViolation.require(
                index >= state.log.appliedIndex() && index <= applyingIndex,
                "applied up to %d after %d, but given only up to %d",
                index,
                state.log.appliedIndex(),
                applyingIndex);
        applyingBytes -= state.log.applied(index);
    }

    /** The state machine was replaced by one that has applied everything up to here. */
    void rebased(long index) {
        if (index > state.commitIndex()) state.commit(index);
        applyingIndex = Math.max(applyingIndex, index);
        applyingBytes = state.log.bytes(index + 1, applyingIndex);
    }

    /** Applies what is both committed and durable here; releases what all members hold. */
    void turnEnds() {
        long end = Math.min(state.commitIndex(), state.log.durableIndex());
        while (applyingIndex < end) {
            long to = state.log.endWithin(applyingIndex + 1, end, APPLY_BYTES_MAX);
            RaftLog.Slice slice = state.log.slice(applyingIndex + 1, to);
            state.outbox.add(new Effect.Apply(slice.entries()));
            applyingIndex = to;
            applyingBytes += slice.bytes();
        }
        // A leader that resumes after the last of them asks for that entry's term, so it is kept.
        if (heldByAll - 1 > releasedIndex) {
            releasedIndex = heldByAll - 1;
            state.outbox.add(new Effect.Released(releasedIndex));
        }
    }
}
