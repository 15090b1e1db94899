package io.quorate.core.vote;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Membership;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A fixed set of voters of which any majority decides, whatever for; learners never count. */
public final class MajorityMembership implements Membership {

    private final SortedSet<NodeId> voters;
    private final SortedSet<NodeId> learners;
    private final SortedSet<NodeId> members;

    /**
     * Without voters nobody decides: so does a node see it that waits to be added.
     *
     * @throws IllegalArgumentException if a voter is a learner too
     */
    public MajorityMembership(Set<NodeId> voters, Set<NodeId> learners) {
        this.voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        this.learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        var all = new TreeSet<>(voters);
        for (NodeId learner : learners) {
            if (!all.add(learner)) {
                throw new IllegalArgumentException(learner + " is both voter and learner");
            }
        }
        this.members = Collections.unmodifiableSortedSet(all);
    }

    public static MajorityMembership ofVoters(Set<NodeId> voters) {
        return new MajorityMembership(voters, Collections.emptySortedSet());
    }

    @Override
    public SortedSet<NodeId> members() {
        return members;
    }

    @Override
    public boolean isVoter(NodeId node) {
        return voters.contains(node);
    }

    @Override
    public boolean isLearner(NodeId node) {
        return learners.contains(node);
    }

    @Override
    public boolean isQuorum(Purpose purpose, Set<NodeId> nodes) {
        int present = 0;
        for (NodeId voter : voters) {
            if (nodes.contains(voter)) present++;
        }
        return present >= majority(voters.size());
    }

    /** The smallest count of which no two disjoint sets fit into {@code voters}. */
    static int majority(int voters) {
        return voters / 2 + 1;
    }
}
