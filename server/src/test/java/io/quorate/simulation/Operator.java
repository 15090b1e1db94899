package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.MembershipChange;
import io.quorate.core.engine.Target;
import io.quorate.replica.Arrival;
import io.quorate.replica.ChangeAnswer;
import io.quorate.replica.Failure;
import io.quorate.replica.Standing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whoever runs the cluster: sets nodes up and adds them, removes members and turns them off or
 * forgets to, replaces those that are lost, promotes learners, and hands leadership over; at times
 * that suit nobody.
 */
final class Operator {

    /** More members than this are not wanted. */
    private static final int MEMBERS_WANTED_MAX = 7;

    private static final long RETIREMENT_MEAN_NANOS = 300_000_000;

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final SplittableRandom random;

    Operator(World world, Cluster cluster, Healing healing, SplittableRandom random) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.random = random;
    }

    /** Asks whoever leads for some change. */
    void changeMembers() {
        Optional<SimulatedHost> leader = cluster.leader();
        if (leader.isEmpty() || !leader.get().isUp() || leader.get().isPaused()) return;
        SimulatedProcess process = leader.get().process().orElseThrow();
        Members members = process.status().engine().members();
        Target now = members.target();
        SortedSet<NodeId> alarmed = process.soundness().alarmed();
        if (isAlarmed(now, alarmed) && random.nextInt(4) > 0) {
            MembershipChange rash = removalOfSound(now, alarmed);
            if (rash.from(members) instanceof MembershipChange.Aim.At(Target target)) {
                ask(leader.get(), rash, target, alarmed);
            }
            return;
        }
        Optional<MembershipChange> change = change(members);
        if (change.isEmpty()) return;
        switch (change.get().from(members)) {
            case MembershipChange.Aim.At(Target target) when cluster.survives(target) ->
                    ask(leader.get(), change.get(), target, Set.of());
            case MembershipChange.Aim.At _ -> {}
            case MembershipChange.Aim.Unfit _ ->
                    ask(leader.get(), change.get(), members.target(), Set.of());
        }
    }

    /**
     * Asks for a change.
     *
     * @param alarmed members of whom too many stay, unless their states are replaced before
     */
    private void ask(
            SimulatedHost leader, MembershipChange change, Target target, Set<NodeId> alarmed) {
        world.saw(Situation.CHANGE_ASKED_FOR);
        long fingerprint = change.getClass().getSimpleName().hashCode();
        world.event("asks", leader.index(), fingerprint, change);
        OpenChanges.Open open = cluster.changes().asked(target, leader);
        leader.ask(new Arrival.Change(change, new Asked(leader, change, open, alarmed)));
    }

    private Optional<MembershipChange> change(Members members) {
        Target now = members.target();
        List<NodeId> lost = lost(now);
        if (!lost.isEmpty() && random.nextInt(3) > 0) return withoutLost(members, any(lost));
        boolean isOneBad = now.ids().stream().anyMatch(this::isRotten);
        return switch (random.nextInt(isOneBad ? 4 : 8)) {
            case 0, 1, 2 -> addition(members);
            case 3 -> promotion(now);
            case 4, 5 -> replacement(members, any(now.ids()));
            default -> removal(now);
        };
    }

    private List<NodeId> lost(Target now) {
        return now.ids().stream().filter(id -> cluster.host(id).isLost()).toList();
    }

    /** Whether voters have bad states, and all that is lost is known to be for that. */
    private boolean isAlarmed(Target now, Set<NodeId> alarmed) {
        List<NodeId> lost = lost(now);
        return !Collections.disjoint(now.voters().keySet(), lost)
                && lost.stream().allMatch(id -> isRotten(id) && alarmed.contains(id));
    }

    /** Somebody who has not heard of the alarm: as many sound voters go as bad ones stay. */
    private MembershipChange removalOfSound(Target now, Set<NodeId> alarmed) {
        List<NodeId> sound = new ArrayList<>(now.voters().keySet());
        sound.removeAll(alarmed);
        int bad = now.voters().size() - sound.size();
        var removed = new TreeSet<NodeId>();
        while (sound.size() > bad) removed.add(sound.remove(random.nextInt(sound.size())));
        return new MembershipChange.Remove(removed);
    }

    /** Whoever tends a cluster in which a state is bad and not yet known to be removes no other. */
    private boolean isRotten(NodeId id) {
        return cluster.host(id).storage().isRotten();
    }

    private Optional<MembershipChange> withoutLost(Members members, NodeId lost) {
        Optional<MembershipChange> replacement = replacement(members, lost);
        if (replacement.isPresent() && random.nextInt(4) > 0) {
            world.saw(Situation.LOST_NODE_REPLACED);
            return replacement;
        }
        return Optional.of(new MembershipChange.Remove(new TreeSet<>(List.of(lost))));
    }

    private Optional<MembershipChange> addition(Members members) {
        if (members.target().ids().size() >= MEMBERS_WANTED_MAX) return Optional.empty();
        var added = new TreeMap<NodeId, String>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            newcomer(members, added.keySet()).ifPresent(host -> added.put(host.id(), ""));
        }
        if (added.isEmpty()) return Optional.empty();
        return Optional.of(
                random.nextInt(3) == 0
                        ? new MembershipChange.AddLearners(added)
                        : new MembershipChange.AddVoters(added));
    }

    /** A node that is no member and never was one; one is set up if none waits. */
    private Optional<SimulatedHost> newcomer(Members members, Collection<NodeId> taken) {
        for (SimulatedHost host : cluster.hosts()) {
            boolean isNew = members.find(host.id()).isEmpty() && !members.isRemoved(host.id());
            boolean mayJoin = host.firstMembers().isEmpty() && !host.isLost();
            if (isNew && mayJoin && !taken.contains(host.id())) return Optional.of(host);
        }
        return cluster.setUp();
    }

    private Optional<MembershipChange> promotion(Target now) {
        if (now.learners().isEmpty()) return Optional.empty();
        var promoted = new TreeSet<>(List.of(any(now.learners().keySet())));
        return Optional.of(new MembershipChange.Promote(promoted));
    }

    private Optional<MembershipChange> replacement(Members members, NodeId old) {
        return newcomer(members, List.of())
                .map(host -> new MembershipChange.Replace(old, host.id(), ""));
    }

    private Optional<MembershipChange> removal(Target now) {
        var removed = new TreeSet<>(List.of(any(now.ids())));
        if (now.ids().size() > 3 && random.nextInt(4) == 0) removed.add(any(now.ids()));
        return now.voters().size() <= removed.size()
                ? Optional.empty()
                : Optional.of(new MembershipChange.Remove(removed));
    }

    private <T> T any(Collection<T> all) {
        return List.copyOf(all).get(random.nextInt(all.size()));
    }

    /** Has the leader hand over, to some voter or to whom it likes. */
    void handOver() {
        Optional<SimulatedHost> leader = cluster.leader();
        if (leader.isEmpty() || !leader.get().isUp() || leader.get().isPaused()) return;
        Members members = leader.get().process().orElseThrow().status().engine().members();
        Optional<NodeId> to =
                random.nextBoolean() ? Optional.empty() : Optional.of(any(members.ids()));
        world.saw(Situation.HAND_OVER_ASKED_FOR);
        world.event("hands over", leader.get().index(), to.hashCode(), to);
        leader.get().ask(new Arrival.Transfer(to, new HandedOver(leader.get())));
    }

    /** Waits for a change of the membership. */
    private final class Asked implements ChangeAnswer {

        private final SimulatedHost asked;
        private final MembershipChange change;
        private final OpenChanges.Open open;
        private final Set<NodeId> alarmed;

        Asked(
                SimulatedHost asked,
                MembershipChange change,
                OpenChanges.Open open,
                Set<NodeId> alarmed) {
            this.asked = asked;
            this.change = change;
            this.open = open;
            this.alarmed = alarmed;
        }

        @Override
        public void done(Standing standing, Optional<NodeId> leader) {
            asked.burn();
            InvariantViolation.require(
                    alarmed.stream().noneMatch(Operator.this::isRotten),
                    "%s leaves too few sound states",
                    change);
            cluster.changes().answered(open);
            world.saw(Situation.CHANGE_TAKEN);
            switch (change) {
                case MembershipChange.Remove(var ids) -> ids.forEach(Operator.this::turnOff);
                case MembershipChange.Replace replace -> turnOff(replace.old());
                case MembershipChange.AddVoters _,
                        MembershipChange.AddLearners _,
                        MembershipChange.Promote _,
                        MembershipChange.Readdress _ -> {}
            }
        }

        @Override
        public void failed(Failure failure) {
            asked.burn();
            cluster.changes().answered(open);
            world.event("not changed", asked.index(), 0, failure);
            switch (failure) {
                case Failure.WouldLoseQuorum _ -> world.saw(Situation.CHANGE_REFUSED_FOR_QUORUM);
                case Failure.WouldLoseSoundMajority _ ->
                        world.saw(Situation.CHANGE_REFUSED_FOR_SOUNDNESS);
                case Failure.OutcomeUnknown _ -> world.saw(Situation.CHANGE_UNKNOWN);
                case Failure.OfChange _,
                        Failure.NotLeader _,
                        Failure.Overloaded _,
                        Failure.NotConfirmed _,
                        Failure.FutureRevision _,
                        Failure.Compacted _,
                        Failure.OfSession _,
                        Failure.OfDigest _,
                        Failure.NoSpace _,
                        Failure.ShuttingDown _ ->
                        world.saw(Situation.CHANGE_REFUSED);
            }
        }
    }

    /** A removed node is turned off some time after, once it is certain that it is removed. */
    private void turnOff(NodeId removed) {
        if (random.nextInt(3) == 0) {
            world.saw(Situation.REMOVED_NODE_STAYS);
            return;
        }
        healing.after(
                Randomness.exponential(random, RETIREMENT_MEAN_NANOS), () -> turnOffNow(removed));
    }

    private void turnOffNow(NodeId removed) {
        if (!world.invariants().memberships().isCommittedAsRemoved(removed)) {
            turnOff(removed);
            return;
        }
        world.saw(Situation.NODE_RETIRED);
        cluster.retire(cluster.host(removed));
    }

    /** Waits for a change of the leader. */
    private final class HandedOver implements ChangeAnswer {

        private final SimulatedHost asked;

        HandedOver(SimulatedHost asked) {
            this.asked = asked;
        }

        @Override
        public void done(Standing standing, Optional<NodeId> leader) {
            asked.burn();
            world.saw(Situation.HAND_OVER_DONE);
        }

        @Override
        public void failed(Failure failure) {
            asked.burn();
            world.event("not handed over", asked.index(), 0, failure);
            world.saw(Situation.HAND_OVER_REFUSED);
        }
    }
}
