package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.engine.Promise;
import io.quorate.core.vote.Quorums;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The properties that Raft guarantees at all times (Figure 3), and those of durability, checked
 * over the servers of a run from outside the engine.
 */
final class Properties {

    private record InForce(long index, Members members) {}

    private final TreeMap<Long, NodeId> leaders = new TreeMap<>();
    private final TreeMap<NodeId, Long> terms = new TreeMap<>();
    private final TreeMap<NodeId, Long> commits = new TreeMap<>();
    private final TreeMap<NodeId, Promise> promises = new TreeMap<>();
    private final TreeMap<NodeId, Integer> appliedCounts = new TreeMap<>();

    /** What was applied by any server at each index: committed for certain. */
    private final List<Entry> committed = new ArrayList<>();

    private final Members firstMembers;

    /** What any server ever went by, also where its entry is in no log any more. */
    private final List<InForce> inForce = new ArrayList<>();

    /** The highest index that any server held committed. */
    private long highestCommit;

    /**
     * @param firstMembers whom the group began with
     */
    Properties(Members firstMembers) {
        this.firstMembers = firstMembers;
    }

    /** Demands one fact; the message is built only when it does not hold. */
    @SuppressWarnings("AnnotateFormatMethod")
    static void require(boolean holds, String format, Object... facts) {
        if (!holds) throw new AssertionError(format.formatted(facts));
    }

    /** Everything up to here is committed, so a read that comes now must see it. */
    long committedIndex() {
        return highestCommit;
    }

    void crashed(SimulatedServer server) {
        commits.remove(server.id);
        appliedCounts.put(server.id, server.applied.size());
        terms.remove(server.id);
    }

    void observe(SimulatedServer server, Effect effect) {
        if (effect instanceof Effect.Note(Event.MembersChanged(long index, Members members))) {
            inForce.add(new InForce(index, members));
        }
        if (effect instanceof Effect.SendOnceDurable(long ticket, var to, var message)) {
            require(ticket > 0, "%s promises %s without a write", server.id, message);
        }
    }

    void check(Collection<SimulatedServer> servers) {
        for (SimulatedServer server : servers) {
            stateMachineSafety(server);
            durablePromiseIsMonotonic(server);
            if (!server.isUp()) continue;
            EngineStatus status = server.engine().status();
            electionSafety(server, status);
            oneChangeAtATime(server, status);
            monotonic(server, status);
        }
        logMatching(servers);
        for (SimulatedServer server : servers) {
            if (server.isUp()) leaderCompleteness(server);
        }
        committedIsDurableOnQuorum(servers);
    }

    /** Election Safety: at most one leader can be elected in a given term. */
    private void electionSafety(SimulatedServer server, EngineStatus status) {
        if (status.role() != EngineStatus.Role.LEADER) return;
        NodeId first = leaders.putIfAbsent(status.round(), server.id);
        require(
                first == null || first.equals(server.id),
                "term %s has the leaders %s and %s",
                status.round(),
                first,
                server.id);
    }

    /** A membership is appended only when the one before it is committed (section 6). */
    private void oneChangeAtATime(SimulatedServer server, EngineStatus status) {
        if (status.role() != EngineStatus.Role.LEADER) return;
        long uncommitted =
                server.durableLog().tailMap(highestCommit, false).values().stream()
                        .filter(entry -> entry.kind() == Entry.Kind.MEMBERSHIP)
                        .count();
        require(uncommitted <= 1, "%s has %s memberships under way", server.id, uncommitted);
    }

    private void monotonic(SimulatedServer server, EngineStatus status) {
        long term = terms.getOrDefault(server.id, 0L);
        require(status.round() >= term, "%s goes back from term %s", server.id, term);
        terms.put(server.id, status.round());
        long commit = commits.getOrDefault(server.id, 0L);
        require(status.commitIndex() >= commit, "%s uncommits %s", server.id, commit);
        require(
                status.commitIndex() <= status.lastIndex()
                        && server.applied.size() <= status.commitIndex(),
                "%s applied %s: %s",
                server.id,
                server.applied.size(),
                status);
        commits.put(server.id, status.commitIndex());
        highestCommit = Math.max(highestCommit, status.commitIndex());
    }

    private void durablePromiseIsMonotonic(SimulatedServer server) {
        Promise before = promises.getOrDefault(server.id, Promise.NONE);
        Promise now = server.durablePromise();
        boolean isKept =
                now.round() > before.round()
                        || (now.round() == before.round()
                                && (before.node().isEmpty() || before.node().equals(now.node())));
        // What was lost is kept by never giving a word in those rounds again.
        if (server.isMending() && now.round() < before.round()) return;
        require(isKept, "%s breaks its promise %s with %s", server.id, before, now);
        promises.put(server.id, now);
    }

    /**
     * State Machine Safety: if a server has applied a log entry at a given index to its state
     * machine, no other server will ever apply a different log entry for the same index.
     */
    private void stateMachineSafety(SimulatedServer server) {
        int from = appliedCounts.getOrDefault(server.id, 0);
        for (int i = from; i < server.applied.size(); i++) {
            if (i == committed.size()) committed.add(server.applied.get(i));
            require(
                    committed.get(i).equals(server.applied.get(i)),
                    "%s applies %s where %s was applied",
                    server.id,
                    server.applied.get(i),
                    committed.get(i));
        }
        appliedCounts.put(server.id, server.applied.size());
    }

    /**
     * Log Matching: if two logs contain an entry with the same index and term, then the logs are
     * identical in all entries up through the given index. Checked on what is durable.
     */
    private void logMatching(Collection<SimulatedServer> servers) {
        SimulatedServer before = null;
        for (SimulatedServer server : servers) {
            if (before != null) match(before, server);
            before = server;
        }
    }

    private void match(SimulatedServer one, SimulatedServer other) {
        boolean mustAgree = false;
        for (Map.Entry<Long, Entry> each : one.durableLog().descendingMap().entrySet()) {
            Entry there = other.durableLog().get(each.getKey());
            if (there == null) continue;
            boolean isSameTerm = there.term() == each.getValue().term();
            require(
                    !mustAgree || isSameTerm,
                    "%s and %s agree after %s, but not there",
                    one.id,
                    other.id,
                    each.getKey());
            require(
                    !isSameTerm || there.equals(each.getValue()),
                    "%s and %s hold different entries under %s",
                    one.id,
                    other.id,
                    there.id());
            if (isSameTerm && mustAgree) return;
            mustAgree = isSameTerm;
        }
    }

    /**
     * Leader Completeness: if a log entry is committed in a given term, then that entry will be
     * present in the logs of the leaders for all higher-numbered terms.
     */
    private void leaderCompleteness(SimulatedServer server) {
        EngineStatus status = server.engine().status();
        boolean isNewest =
                status.role() == EngineStatus.Role.LEADER
                        && !leaders.isEmpty()
                        && leaders.lastKey() == status.round();
        if (!isNewest) return;
        require(
                status.lastIndex() >= highestCommit,
                "the leader %s of term %s ends at %s, but %s is committed",
                server.id,
                status.round(),
                status.lastIndex(),
                highestCommit);
    }

    /**
     * What is committed is on the disks of a quorum: of the membership in force at that entry, or
     * of a later one by which its leader may have counted. That one may be gone again with the log
     * of its leader: what it counted stays committed, since the step before it needs its quorums
     * too.
     */
    private void committedIsDurableOnQuorum(Collection<SimulatedServer> servers) {
        if (committed.isEmpty()) return;
        Entry last = committed.getLast();
        var holders = new TreeSet<NodeId>();
        for (SimulatedServer server : servers) {
            // Who has lost it elects nobody who lacks it, so it counts as held.
            boolean holds = last.equals(server.durableLog().get(last.index()));
            if (holds || server.isMending()) holders.add(server.id);
        }
        if (isQuorum(membersAt(last.index()), holders)) return;
        for (InForce later : inForce) {
            if (later.index() >= last.index() && isQuorum(later.members(), holders)) return;
        }
        throw new InvariantViolation(last.id() + " is applied, but only durable on " + holders);
    }

    private Members membersAt(long index) {
        for (int i = (int) index - 1; i >= 0; i--) {
            Entry entry = committed.get(i);
            if (entry.kind() == Entry.Kind.MEMBERSHIP) return Members.of(entry);
        }
        return firstMembers;
    }

    private static boolean isQuorum(Members members, TreeSet<NodeId> holders) {
        return Quorums.of(members).isQuorum(Membership.Purpose.COMMIT, holders);
    }
}
