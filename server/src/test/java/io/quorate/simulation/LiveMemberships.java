package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.vote.Quorums;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The memberships that may count somewhere now: one at a time is changed, and any two quorums of
 * them intersect.
 */
final class LiveMemberships {

    private record Pair(Members one, Members other) {}

    private final List<Seen> nodes;
    private final Counts counts;

    /** Whose quorums were tried and intersect; nobody sees the order. */
    private final Set<Pair> intersecting = new HashSet<>();

    /** The last membership that anybody held committed. */
    private NodeLog.Configuration committed;

    /** The chain of the committed log there: a log with another one cannot win any more. */
    private long committedChain;

    /**
     * @param first who the group begins with
     */
    LiveMemberships(List<Seen> nodes, Members first, Counts counts) {
        this.nodes = nodes;
        this.counts = counts;
        committed = new NodeLog.Configuration(0, first);
    }

    /** A log holds another membership than before. */
    void changed(Seen seen, EngineStatus now) {
        committed(seen.log, now.commitIndex());
        // A deposed leader may yet change the membership in a log that cannot win any more.
        boolean isLive = !liveIn(seen.log).isEmpty();
        if (isLive && seen.log.lastConfigurationIndex() >= committed.index()) {
            requireIntersections(seen.log.members());
        }
        boolean isByLeader =
                now.role() == EngineStatus.Role.LEADER
                        && seen.log.lastConfigurationTerm() == now.round();
        InvariantViolation.require(
                !isByLeader || seen.log.configurationsBehind(now.commitIndex()) <= 1,
                "%s changes the membership again before the last change is committed",
                seen.id);
    }

    /** A log is committed up to an index, and with it maybe a membership. */
    void committed(NodeLog log, long commitIndex) {
        NodeLog.Configuration now = log.configurationAt(commitIndex);
        // One that waits to be added knows of nobody, even where it holds a snapshot of the state.
        boolean isKnown = now.members().isEmpty() || now.members().equals(committed.members());
        if (isKnown || now.index() <= committed.index()) return;
        boolean isRecord = isOfTheSame(committed.members(), now.members());
        committed = now;
        committedChain = log.chainAt(now.index());
        if (isRecord) counts.saw(Situation.INCARNATIONS_RECORDED);
        else counts.saw(changeTo(now.members()));
    }

    /** Whether they differ in nothing but the incarnations that they know. */
    private static boolean isOfTheSame(Members one, Members other) {
        return one.phase() == other.phase()
                && one.ids().equals(other.ids())
                && one.voters().equals(other.voters())
                && one.target().equals(other.target());
    }

    private static Situation changeTo(Members now) {
        return switch (now.phase()) {
            case CATCHING_UP -> Situation.MEMBERS_CATCH_UP;
            case JOINT -> Situation.MEMBERS_DECIDE_JOINTLY;
            case SETTLED -> Situation.CONFIGURATION_CHANGED;
        };
    }

    /**
     * Whether these nodes can decide under every membership that may yet count: one that is
     * committed, or stands behind it in some log; of one that is changing, the one it changes to as
     * well.
     */
    boolean isQuorumOfAllThatCount(Set<NodeId> these) {
        for (Members members : thatCount()) {
            if (!Quorums.of(members).isQuorum(Purpose.ELECT, these)) return false;
        }
        return true;
    }

    /** The last membership that is committed; nobody, if the first one was never changed. */
    Members committedMembers() {
        return committed.members();
    }

    /** Whether it is certain that a node was removed, and nobody waits for it any more. */
    boolean isCommittedAsRemoved(NodeId node) {
        return committed.members().isRemoved(node);
    }

    private List<Members> thatCount() {
        List<Members> all = new ArrayList<>();
        for (Seen each : nodes) {
            for (NodeLog.Configuration known : liveIn(each.log)) {
                Members members = known.members();
                if (members.isEmpty()) continue;
                all.add(members);
                if (members.isChanging()) all.add(members.joint());
            }
        }
        return all;
    }

    /**
     * Any two quorums of memberships that may count at once have a node in common, or there can be
     * two leaders. Looked at when a membership is new: by trying all ways to part the voters.
     */
    private void requireIntersections(Members added) {
        for (Members other : distinct()) {
            if (!intersecting.add(new Pair(added, other))) continue;
            Membership quorums = Quorums.of(added);
            Membership others = Quorums.of(other);
            List<NodeId> voters = voters(added, other);
            for (int half = 0; half < 1 << voters.size(); half++) {
                Set<NodeId> one = new TreeSet<>();
                Set<NodeId> rest = new TreeSet<>();
                for (int i = 0; i < voters.size(); i++) {
                    ((half >> i & 1) == 1 ? one : rest).add(voters.get(i));
                }
                InvariantViolation.require(
                        !quorums.isQuorum(Purpose.ELECT, one)
                                || !others.isQuorum(Purpose.ELECT, rest),
                        "%s of %s and %s of %s can both decide",
                        one,
                        added,
                        rest,
                        other);
            }
        }
    }

    private List<NodeLog.Configuration> liveIn(NodeLog log) {
        return log.agrees(committed.index(), committedChain)
                ? log.configurationsFrom(committed.index())
                : List.of();
    }

    private List<Members> distinct() {
        List<Members> distinct = new ArrayList<>();
        for (Seen each : nodes) {
            for (NodeLog.Configuration known : liveIn(each.log)) {
                Members members = known.members();
                if (!members.isEmpty() && !distinct.contains(members)) distinct.add(members);
            }
        }
        return distinct;
    }

    private static List<NodeId> voters(Members one, Members other) {
        Set<NodeId> voters = new TreeSet<>(one.voters());
        if (one.isJoint()) voters.addAll(one.nextVoters());
        voters.addAll(other.voters());
        if (other.isJoint()) voters.addAll(other.nextVoters());
        return List.copyOf(voters);
    }
}
