package io.quorate.core.engine;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Refusal.UnfitChange;
import io.quorate.core.engine.Refusal.UnfitChange.Problem;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What an operator asks for, in terms of the membership as it is. */
public sealed interface MembershipChange {

    /** These nodes become voters, as soon as each has caught up. */
    record AddVoters(SortedMap<NodeId, String> addresses) implements MembershipChange {}

    /** These nodes become learners, and stay so. */
    record AddLearners(SortedMap<NodeId, String> addresses) implements MembershipChange {}

    /** These members leave; their ids never come back. */
    record Remove(SortedSet<NodeId> ids) implements MembershipChange {}

    /** A new node takes a member's place, as what it was, and the member leaves. */
    record Replace(NodeId old, NodeId replacement, String address) implements MembershipChange {}

    /** These learners become voters, as soon as each has caught up. */
    record Promote(SortedSet<NodeId> ids) implements MembershipChange {}

    /** A member is reached at another address from now on. */
    record Readdress(NodeId id, String address) implements MembershipChange {}

    /** What a change comes to: where to go, or why not. */
    sealed interface Aim {

        /** The membership to be reached. */
        record At(Target target) implements Aim {}

        /** The change makes no sense. */
        record Unfit(Refusal refusal) implements Aim {}
    }

    /**
     * The membership that this change asks for, if it begins at where a membership goes: so a
     * change can be asked for while new members of an earlier one catch up.
     */
    default Aim from(Members members) {
        Target before = members.target();
        var voters = new TreeMap<>(before.voters());
        var learners = new TreeMap<>(before.learners());
        Optional<Refusal> unfit =
                switch (this) {
                    case AddVoters(var addresses) -> {
                        voters.putAll(addresses);
                        yield firstKnown(before, addresses.keySet());
                    }
                    case AddLearners(var addresses) -> {
                        learners.putAll(addresses);
                        yield firstKnown(before, addresses.keySet());
                    }
                    case Remove(var ids) -> {
                        voters.keySet().removeAll(ids);
                        learners.keySet().removeAll(ids);
                        yield firstUnknown(members, before, ids);
                    }
                    case Replace(NodeId old, NodeId replacement, String address) -> {
                        boolean isVoter = voters.remove(old) != null;
                        learners.remove(old);
                        (isVoter ? voters : learners).put(replacement, address);
                        yield firstUnknown(members, before, List.of(old))
                                .or(() -> firstKnown(before, List.of(replacement)));
                    }
                    case Promote(var ids) -> {
                        for (NodeId id : ids) {
                            String address = learners.remove(id);
                            if (address != null) voters.put(id, address);
                        }
                        yield firstUnknown(members, before, ids).or(() -> firstVoter(before, ids));
                    }
                    case Readdress(NodeId id, String address) -> {
                        (voters.containsKey(id) ? voters : learners).put(id, address);
                        yield firstUnknown(members, before, List.of(id));
                    }
                };
        if (unfit.isPresent()) return new Aim.Unfit(unfit.get());
        var target = new Target(voters, learners);
        Optional<Refusal> refusal = target.whyNotFrom(members);
        return refusal.isPresent() ? new Aim.Unfit(refusal.get()) : new Aim.At(target);
    }

    private static Optional<Refusal> firstKnown(Target before, Iterable<NodeId> ids) {
        for (NodeId id : ids) {
            if (before.ids().contains(id)) return unfit(Problem.ALREADY_A_MEMBER, id);
        }
        return Optional.empty();
    }

    private static Optional<Refusal> firstUnknown(
            Members members, Target before, Iterable<NodeId> ids) {
        for (NodeId id : ids) {
            if (members.isRemoved(id)) return unfit(Problem.ID_WAS_REMOVED, id);
            if (!before.ids().contains(id)) return unfit(Problem.NOT_A_MEMBER, id);
        }
        return Optional.empty();
    }

    private static Optional<Refusal> firstVoter(Target before, Iterable<NodeId> ids) {
        for (NodeId id : ids) {
            if (before.voters().containsKey(id)) return unfit(Problem.ALREADY_A_VOTER, id);
        }
        return Optional.empty();
    }

    private static Optional<Refusal> unfit(Problem problem, NodeId id) {
        return Optional.of(new UnfitChange(problem, Optional.of(id)));
    }
}
