package io.quorate.core.vote;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Membership;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Two sets of voters that decide together (joint consensus, section 6): a majority of the one and a
 * majority of the other, each counted by itself. Learners never count.
 */
public final class JointMembership implements Membership {

    private final MajorityMembership oldVoters;
    private final MajorityMembership newVoters;
    private final SortedSet<NodeId> learners;
    private final SortedSet<NodeId> members;

    /**
     * @throws IllegalArgumentException if either half has no voter, or a voter is a learner too
     */
    public JointMembership(Set<NodeId> oldVoters, Set<NodeId> newVoters, Set<NodeId> learners) {
        if (oldVoters.isEmpty() || newVoters.isEmpty()) {
            throw new IllegalArgumentException("each half has a voter");
        }
        this.oldVoters = new MajorityMembership(oldVoters, learners);
        this.newVoters = new MajorityMembership(newVoters, learners);
        this.learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        var all = new TreeSet<>(this.oldVoters.members());
        all.addAll(this.newVoters.members());
        this.members = Collections.unmodifiableSortedSet(all);
    }

    @Override
    public SortedSet<NodeId> members() {
        return members;
    }

    @Override
    public boolean isVoter(NodeId node) {
        return oldVoters.isVoter(node) || newVoters.isVoter(node);
    }

    @Override
    public boolean isLearner(NodeId node) {
        return learners.contains(node);
    }

    @Override
    public boolean isQuorum(Purpose purpose, Set<NodeId> nodes) {
        return oldVoters.isQuorum(purpose, nodes) && newVoters.isQuorum(purpose, nodes);
    }
}
