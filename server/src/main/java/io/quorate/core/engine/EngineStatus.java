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
 * @param members the membership that it goes by: the last of its log
 * @param membersIndex where that stands in the log; 0 if the group began with it
 */
public record EngineStatus(
        Role role,
        long round,
        Optional<NodeId> leader,
        long commitIndex,
        long lastIndex,
        SortedMap<NodeId, Long> matchIndexes,
        Members members,
        long membersIndex)
        implements Bearings {

    /** The status of an engine whose membership never changes. */
    public EngineStatus(
            Role role,
            long round,
            Optional<NodeId> leader,
            long commitIndex,
            long lastIndex,
            SortedMap<NodeId, Long> matchIndexes,
            Members members) {
        this(role, round, leader, commitIndex, lastIndex, matchIndexes, members, 0);
    }

    /** What a node can be, in words that fit every engine. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER,
        /**
         * Its journal lost records: until the others have made that good it is no more than a
         * learner, though it counts as what its membership says.
         */
        MENDING,
        /** No member: not added yet, or removed. */
        OUTSIDER
    }
}
