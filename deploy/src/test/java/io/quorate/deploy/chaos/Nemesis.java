package io.quorate.deploy.chaos;

import io.quorate.deploy.chaos.Timeline.Role;
import io.quorate.deploy.chaos.Timeline.Struck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Inflicts faults on a target, one after the other. A fault that leaves a majority alone lasts at
 * least until that has taken writes; after each, all members are ready and writes go on. Used by
 * one thread.
 */
final class Nemesis {

    private static final int WRITES_BETWEEN = 100;

    private final Target target;
    private final Timeline timeline;

    Nemesis(Target target, Timeline timeline) {
        this.target = target;
        this.timeline = timeline;
    }

    /** Inflicts a fault, mends it, and waits until the cluster is as before. */
    void inflict(Fault fault) {
        switch (fault) {
            case Fault.One(Blow blow, Victim victim, var lasts) -> {
                outlive(lasts, List.of(strike(blow, victim)));
            }
            case Fault.Two(Blow first, Blow second, Victim.Follower other, var lasts) -> {
                Member leader = leader();
                Wound one = strike(first, leader, Role.LEADER);
                Wound two = strike(second, pick(other, leader), Role.FOLLOWER);
                Patience.pass(lasts);
                two.mend();
                one.mend();
            }
            case Fault.All(Blow blow, var lasts) -> {
                Member leader = leader();
                List<Wound> wounds = new ArrayList<>();
                wounds.add(strike(blow, leader, Role.LEADER));
                for (Member other : followersOf(leader)) {
                    wounds.add(strike(blow, other, Role.FOLLOWER));
                }
                Patience.pass(lasts);
                wounds.forEach(Wound::mend);
            }
            case Fault.OneWay(boolean isFromLeader, Victim.Follower victim, var lasts) -> {
                Member leader = leader();
                Member follower = pick(victim, leader);
                Member deaf = isFromLeader ? follower : leader;
                Member unheard = isFromLeader ? leader : follower;
                outlive(lasts, List.of(deafen(deaf, leader, List.of(unheard))));
            }
            case Fault.Halves(boolean leads, Victim.Follower first, var lasts) -> {
                Member leader = leader();
                List<Member> fewer = fewer(leader, leads, first);
                List<Member> more = new ArrayList<>(target.members());
                more.removeAll(fewer);
                List<Wound> wounds = new ArrayList<>();
                for (Member member : fewer) wounds.add(deafen(member, leader, more));
                for (Member member : more) wounds.add(deafen(member, leader, fewer));
                outlive(lasts, wounds);
            }
            case Fault.RollingRestart _ -> {
                for (Member member : target.members()) {
                    Role role = member == leader() ? Role.LEADER : Role.FOLLOWER;
                    strike(Blow.STOP, member, role).mend();
                    awaitReady(member);
                }
            }
        }
        settle();
    }

    /** The majority that was left alone takes writes before it is mended. */
    private void outlive(Duration lasts, List<Wound> wounds) {
        Patience.pass(lasts);
        awaitWrites();
        wounds.forEach(Wound::mend);
    }

    /** Waits until all members are there and ready, and writes are acknowledged. */
    void settle() {
        target.members().forEach(Nemesis::awaitReady);
        awaitWrites();
    }

    private static void awaitReady(Member member) {
        Patience.await(
                member.id() + " is ready",
                () -> {
                    if (member.pages().isReady()) return true;
                    if (member.isThere()) return false;
                    throw new AssertionError(member.id() + " has ended by itself");
                });
    }

    private void awaitWrites() {
        long before = timeline.acknowledgedSoFar();
        Patience.await(
                WRITES_BETWEEN + " writes are acknowledged",
                () -> timeline.acknowledgedSoFar() >= before + WRITES_BETWEEN);
    }

    private List<Member> followersOf(Member leader) {
        return target.members().stream().filter(member -> member != leader).toList();
    }

    private Member pick(Victim.Follower victim, Member leader) {
        List<Member> others = followersOf(leader);
        return others.get(victim.draw() % others.size());
    }

    /** Less than half of the members, with the leader or without. */
    private List<Member> fewer(Member leader, boolean leads, Victim.Follower first) {
        List<Member> inOrder = new ArrayList<>(followersOf(leader));
        Collections.rotate(inOrder, -first.draw() % inOrder.size());
        if (leads) inOrder.addFirst(leader);
        return inOrder.subList(0, target.members().size() / 2);
    }

    private Member leader() {
        List<Member> found = new ArrayList<>();
        Patience.await("a member leads", () -> whoLeads().map(found::add).isPresent());
        return found.getFirst();
    }

    private Optional<Member> whoLeads() {
        return target.members().stream().filter(member -> member.pages().leads()).findFirst();
    }

    private Wound strike(Blow blow, Victim victim) {
        return switch (victim) {
            case Victim.Leader _ -> strike(blow, leader(), Role.LEADER);
            case Victim.Follower follower -> strike(blow, pick(follower, leader()), Role.FOLLOWER);
        };
    }

    private Wound strike(Blow blow, Member member, Role role) {
        long fromNanos = timeline.now();
        member.strike(blow);
        if (blow == Blow.FULL) Ballast.press(target.addresses(), member);
        return new Wound(member, blow, role, fromNanos, () -> member.mend(blow), timeline);
    }

    private Wound deafen(Member member, Member leader, List<Member> to) {
        long fromNanos = timeline.now();
        to.forEach(member::deafenTo);
        Role role = member == leader ? Role.LEADER : Role.FOLLOWER;
        Runnable undo = () -> to.forEach(member::hearAgain);
        return new Wound(member, Blow.DEAF, role, fromNanos, undo, timeline);
    }

    /** A blow that is to be mended. */
    private record Wound(
            Member member, Blow blow, Role role, long fromNanos, Runnable undo, Timeline timeline) {

        void mend() {
            undo.run();
            timeline.struck(new Struck(member.id(), blow, role, fromNanos, timeline.now()));
        }
    }
}
