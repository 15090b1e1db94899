package io.quorate.core.engine;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Member.Standing;
import io.quorate.core.engine.Refusal.UnfitChange;
import io.quorate.core.engine.Refusal.UnfitChange.Problem;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The membership that somebody wants, whatever the way there.
 *
 * @param voters who is to vote, with their addresses
 * @param learners who is to learn, with their addresses
 */
public record Target(SortedMap<NodeId, String> voters, SortedMap<NodeId, String> learners) {

    public Target {
        voters = Collections.unmodifiableSortedMap(new TreeMap<>(voters));
        learners = Collections.unmodifiableSortedMap(new TreeMap<>(learners));
    }

    /** All of them. */
    public SortedSet<NodeId> ids() {
        var ids = new TreeSet<>(voters.keySet());
        ids.addAll(learners.keySet());
        return ids;
    }

    Optional<String> addressOf(NodeId id) {
        String address = voters.get(id);
        return Optional.ofNullable(address == null ? learners.get(id) : address);
    }

    Standing standingOf(NodeId id) {
        if (voters.containsKey(id)) return Standing.VOTER;
        return learners.containsKey(id) ? Standing.LEARNER : Standing.GONE;
    }

    /** What speaks against this target as a change of a membership, whoever is up or down. */
    public Optional<Refusal> whyNotFrom(Members members) {
        if (voters.isEmpty()) return unfit(Problem.NO_VOTER_LEFT, Optional.empty());
        var together = new TreeSet<>(members.ids());
        together.addAll(ids());
        if (together.size() > Members.MEMBERS_MAX) {
            return unfit(Problem.TOO_MANY_MEMBERS, Optional.empty());
        }
        var taken = new TreeSet<String>();
        for (NodeId id : ids()) {
            String address = addressOf(id).orElseThrow();
            if (voters.containsKey(id) && learners.containsKey(id)) {
                return unfit(Problem.VOTER_AND_LEARNER, Optional.of(id));
            }
            if (members.isRemoved(id)) return unfit(Problem.ID_WAS_REMOVED, Optional.of(id));
            if (!Member.isAddress(address)) return unfit(Problem.BAD_ADDRESS, Optional.of(id));
            if (!address.isEmpty() && !taken.add(address)) {
                return unfit(Problem.ADDRESS_IS_TAKEN, Optional.of(id));
            }
        }
        return equals(members.target())
                ? unfit(Problem.CHANGES_NOTHING, Optional.empty())
                : Optional.empty();
    }

    private static Optional<Refusal> unfit(Problem problem, Optional<NodeId> node) {
        return Optional.of(new UnfitChange(problem, node));
    }
}
