package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Set;
import java.util.SortedSet;

/** Who takes part, and which sets of them decide. */
public interface Membership {

    /** What a quorum is wanted for. Engines with flexible quorums give each another size. */
    enum Purpose {
        ELECT,
        COMMIT,
        READ
    }

    /** Voters and learners. */
    SortedSet<NodeId> members();

    boolean isVoter(NodeId node);

    boolean isLearner(NodeId node);

    /** Whether these nodes, of which only voters count, decide for this purpose. */
    boolean isQuorum(Purpose purpose, Set<NodeId> nodes);
}
