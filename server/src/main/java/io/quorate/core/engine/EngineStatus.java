package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;
import java.util.SortedMap;

/**
 * What an engine knows at a moment.
 *
 * @param role what it is
 * @param round its term or ballot round
 * @param leader whom it takes for the leader, itself included
 * @param commitIndex the highest index that it knows to be committed
 * @param lastIndex the last index of its log, durable or not
 * @param matchIndexes of a leader: the highest index known to be durable on each other member
 */
public record EngineStatus(
        Role role,
        long round,
        Optional<NodeId> leader,
        long commitIndex,
        long lastIndex,
        SortedMap<NodeId, Long> matchIndexes) {

    /** What a node can be, in words that fit every engine. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER
    }
}
