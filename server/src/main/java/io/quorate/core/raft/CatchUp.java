package io.quorate.core.raft;

import io.quorate.core.NodeId;

import java.util.TreeMap;

/**
 * Whether learners keep up with the log (thesis 4.2.1): "The replication of entries to the new
 * server is split into rounds. Each round replicates all the log entries present in the leader's
 * log at the start of the round". A learner whose last round took less than an election timeout,
 * and whose present one does not take longer, has caught up: as a voter it would not keep the
 * others waiting for longer than an election does. The number of rounds is not bounded: a change
 * that waits for a slow learner holds up nothing, and can be taken back.
 */
final class CatchUp {

    private record Round(long target, long beganAtNanos, boolean lastWasShort) {}

    private final RaftState state;
    private final TreeMap<NodeId, Round> rounds = new TreeMap<>();

    CatchUp(RaftState state) {
        this.state = state;
    }

    /** A leadership or a change begins: nothing is known of anybody. */
    void begin() {
        rounds.clear();
    }

    /** Whether this learner has caught up now. Asked at least once a tick while it matters. */
    boolean isCaughtUp(Progress learner) {
        Round round = rounds.get(learner.peer);
        long now = state.nowNanos();
        if (round == null) {
            rounds.put(learner.peer, new Round(state.log.lastIndex(), now, false));
            return false;
        }
        boolean isShort = now - round.beganAtNanos() <= state.config.electionTimeoutNanos();
        if (learner.matchIndex() >= round.target()) {
            rounds.put(learner.peer, new Round(state.log.lastIndex(), now, isShort));
            return isShort;
        }
        return round.lastWasShort() && isShort;
    }
}
