package io.quorate.core.state;

import io.quorate.core.NodeId;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What follows from what all members said of their states: the same on every replica. */
public sealed interface DigestVerdict {

    /** Nobody is known to differ from another. */
    record Alike() implements DigestVerdict {}

    /**
     * Some states are not what they should be.
     *
     * @param nodes whose
     * @param majority those whose states are alike, if they hold a majority of the voters
     */
    record Unsound(SortedSet<NodeId> nodes, SortedSet<NodeId> majority) implements DigestVerdict {}

    /**
     * States differ, or did when all of them were last told, and none is that of a majority: nobody
     * can tell which is right.
     */
    record Divided() implements DigestVerdict {}

    /**
     * Whether the voters may be others from now on. Those whose states are not known to be bad have
     * to be the most of them, as a state is only replaced by that of a majority; or there must be
     * fewer bad ones than before, and nobody else missing. Of divided states nobody can tell.
     *
     * @param now who votes, and goes on to if nothing is changed
     * @param next who would vote
     */
    default boolean allows(Set<NodeId> now, Set<NodeId> next) {
        return switch (this) {
            case Alike _, Divided _ -> true;
            case Unsound(SortedSet<NodeId> bad, _) -> {
                long stay = next.stream().filter(bad::contains).count();
                boolean onlyBadOnesGo =
                        now.stream().allMatch(node -> next.contains(node) || bad.contains(node));
                yield 2 * stay < next.size()
                        || (onlyBadOnesGo && stay < now.stream().filter(bad::contains).count());
            }
        };
    }

    /**
     * The verdict on reports. A division that is known lasts until a majority is known to be alike:
     * that one of those that differ is silent ends it for nobody.
     *
     * @param wereDivided whether the verdict before was {@link Divided}
     */
    static DigestVerdict on(DigestReports reports, boolean wereDivided) {
        Map<Said, SortedSet<NodeId>> camps = new LinkedHashMap<>();
        Map<Said, Integer> votes = new LinkedHashMap<>();
        int voters = 0;
        for (DigestReport report : reports.all()) {
            camps.computeIfAbsent(report.said(), _ -> new TreeSet<>()).add(report.node());
            if (report.weight() == Weight.LEARNER) continue;
            voters++;
            votes.merge(report.said(), 1, Integer::sum);
        }
        SortedSet<NodeId> damaged = camps.getOrDefault(new Said.Damaged(), new TreeSet<>());
        camps.remove(new Said.Damaged());
        camps.remove(new Said.Silent());
        Optional<Said> majority = Optional.empty();
        for (Said camp : camps.keySet()) {
            if (2 * votes.getOrDefault(camp, 0) > voters) majority = Optional.of(camp);
        }
        if (majority.isEmpty() && (wereDivided || camps.size() > 1)) return new Divided();
        SortedSet<NodeId> unsound = new TreeSet<>(damaged);
        if (majority.isPresent()) {
            SortedSet<NodeId> sound = camps.remove(majority.get());
            camps.values().forEach(unsound::addAll);
            return unsound.isEmpty() ? new Alike() : new Unsound(unsound, sound);
        }
        return unsound.isEmpty() ? new Alike() : new Unsound(unsound, new TreeSet<>());
    }
}
