package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;
import io.quorate.core.vote.Quorums;
import io.quorate.replica.ReplicaStatus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * What must hold after every event: the properties of Raft (Figure 3), those of durability, and
 * that equal revisions are equal states. Each is checked where it can change, in one step.
 */
final class Invariants {

    private final Ledger ledger;
    private final AppliedOrder order;
    private final Counts counts;
    private final List<Seen> nodes;
    private final TreeMap<Long, NodeId> leaders = new TreeMap<>();
    private final Leaving leaving;
    private final LiveMemberships memberships;
    private IntConsumer whenElected = node -> {};

    /**
     * @param ids of all nodes that the run may have
     * @param first who the group begins with
     * @param order what sessions may count on, on every node
     */
    Invariants(List<NodeId> ids, Members first, Ledger ledger, AppliedOrder order, Counts counts) {
        this.ledger = ledger;
        this.order = order;
        this.counts = counts;
        var chains = new ChainMap();
        nodes = ids.stream().map(id -> new Seen(id, new NodeLog(id.name(), chains))).toList();
        leaving = new Leaving(nodes);
        memberships = new LiveMemberships(nodes, first, counts);
    }

    /** The memberships that may count now. */
    LiveMemberships memberships() {
        return memberships;
    }

    /** Somebody wants to know who comes to lead, when its turn has ended. */
    void whenElected(IntConsumer listener) {
        whenElected = listener;
    }

    /** A message leaves. */
    void leaves(int node, NodeId to, PeerMessage message) {
        leaving.leaves(nodes.get(node), to, message);
    }

    /** A process begins with what it found. */
    void recovered(int node, Recovered found) {
        Seen seen = nodes.get(node);
        LogId base = found.base();
        InvariantViolation.require(
                base.index() <= ledger.applied(),
                "%s has applied %s, which nobody ever had",
                seen.id,
                base);
        seen.log.recovered(found, ledger.chainAt(base.index()));
        if (base.index() < seen.applied) counts.saw(Situation.ENTRIES_APPLIED_AGAIN);
        seen.isLeader = false;
        seen.readsOfTurn = 0;
        seen.term = found.promise().round();
        seen.commit = base.index();
        seen.applied = base.index();
        seen.appliedInState = base.index();
        seen.deciding = found.members();
        order.beginsBehind(seen.id, base.index());
    }

    /** An engine is about to be told something. */
    void input(int node, Engine engine, Input input) {
        Seen seen = nodes.get(node);
        if (input instanceof Input.Read(long ticket)) seen.readsOfTurn = ticket;
        if (input instanceof Input.TurnEnds()) seen.deciding = engine.bearings().members();
        if (input instanceof Input.SnapshotInstalled(LogId base, Members members)) {
            installed(seen, base, members);
        }
    }

    private void installed(Seen seen, LogId base, Members members) {
        InvariantViolation.require(
                base.index() > seen.appliedInState && base.index() <= ledger.applied(),
                "%s has applied %d, and installs %s, of %d that were ever applied",
                seen.id,
                seen.appliedInState,
                base,
                ledger.applied());
        seen.log.installed(base, members, ledger.chainAt(base.index()));
        if (base.index() > seen.applied) order.beginsBehind(seen.id, base.index());
        seen.applied = Math.max(seen.applied, base.index());
    }

    /** An engine asks for something, which is not done yet. */
    void effect(int node, Engine engine, Effect effect) {
        Seen seen = nodes.get(node);
        switch (effect) {
            case Effect.Persist persist -> persist(seen, engine, persist);
            case Effect.Apply apply -> {
                for (Entry entry : apply.entries()) apply(seen, entry);
            }
            case Effect.SendOnceDurable promise ->
                    InvariantViolation.require(
                            promise.ticket() > 0, "%s promises without a write", seen.id);
            case Effect.SendSnapshot _ -> counts.saw(Situation.SNAPSHOT_ASKED_FOR);
            case Effect.FetchEntries _ -> counts.saw(Situation.ENTRIES_FETCHED_FROM_JOURNAL);
            case Effect.Released released ->
                    InvariantViolation.require(
                            released.index() <= seen.commit || released.index() <= ledger.applied(),
                            "%s releases %d, which is not committed",
                            seen.id,
                            released.index());
            case Effect.ServeRead serve -> {
                if (serve.ticket() == seen.readsOfTurn) readAtOnce(seen, engine.status());
            }
            case Effect.Send _,
                    Effect.Accepted _,
                    Effect.LeadershipEnded _,
                    Effect.RefuseProposals _,
                    Effect.RefuseRead _,
                    Effect.Reconfigured _,
                    Effect.Transferred _,
                    Effect.RefuseRequest _,
                    Effect.Note _ -> {}
        }
    }

    /**
     * What is let through in the turn in which it came was confirmed by nobody else: if the leader
     * alone is no quorum it rests on a lease, and nobody may have been elected after it by then.
     */
    private void readAtOnce(Seen seen, EngineStatus engine) {
        if (Quorums.of(engine.members()).isQuorum(Purpose.READ, Set.of(seen.id))) return;
        counts.saw(Situation.READ_UNDER_A_LEASE);
        InvariantViolation.require(
                leaders.isEmpty() || leaders.lastKey() <= engine.round(),
                "%s reads under a lease of term %d, and %s was elected since",
                seen.id,
                engine.round(),
                leaders.lastEntry());
    }

    /** Leader Append-Only: "a leader never overwrites or deletes entries in its log". */
    private void persist(Seen seen, Engine engine, Effect.Persist persist) {
        long lastIndex = seen.log.lastIndex();
        Members before = seen.log.members();
        long cutFrom = seen.log.handed(persist);
        if (!seen.log.members().equals(before)) memberships.changed(seen, engine.status());
        if (cutFrom == 0) return;
        if (cutFrom <= lastIndex) counts.saw(Situation.SUFFIX_TRUNCATED);
        InvariantViolation.require(
                cutFrom > seen.commit,
                "%s cuts its log from %d, and has committed %d",
                seen.id,
                cutFrom,
                seen.commit);
    }

    /** Applied is committed, durable here, and next. */
    private void apply(Seen seen, Entry entry) {
        InvariantViolation.require(
                entry.index() == seen.applied + 1,
                "%s applies %s after %d",
                seen.id,
                entry.id(),
                seen.applied);
        long chain = seen.log.chainAt(entry.index());
        InvariantViolation.require(
                seen.log.isDurable(entry.index(), chain),
                "%s applies %s, which a crash would lose here",
                seen.id,
                entry.id());
        if (entry.index() > ledger.committed()) {
            ledger.committed(seen.id.name(), seen.log, seen.commit, entry.index());
        }
        ledger.applied(seen.id.name(), entry, chain);
        order.applies(seen.id, entry.index());
        seen.applied = entry.index();
    }

    /** The disk has everything of a node up to a ticket; nobody was told yet. */
    void durable(int node, long ticket) {
        nodes.get(node).log.durable(ticket);
    }

    /** A turn has ended. */
    void turned(int node, ReplicaStatus status) {
        Seen seen = nodes.get(node);
        EngineStatus engine = status.engine();
        InvariantViolation.require(
                engine.round() >= seen.term, "%s goes back from term %d", seen.id, seen.term);
        InvariantViolation.require(
                engine.commitIndex() >= seen.commit, "%s uncommits %d", seen.id, seen.commit);
        InvariantViolation.require(
                engine.commitIndex() <= engine.lastIndex()
                        && seen.applied <= engine.commitIndex()
                        && status.appliedIndex() <= seen.applied
                        && status.appliedIndex() >= seen.appliedInState,
                "%s applied %d after %d of %s",
                seen.id,
                status.appliedIndex(),
                seen.appliedInState,
                engine);
        long revision = ledger.revisionAt(status.appliedIndex());
        InvariantViolation.require(
                status.revision() == revision,
                "%s has revision %d at entry %d, where it is %d",
                seen.id,
                status.revision(),
                status.appliedIndex(),
                revision);
        long compacted = ledger.compactedAt(status.appliedIndex());
        InvariantViolation.require(
                status.history().compacted() == compacted
                        && status.history().removed() <= compacted,
                "%s has the past from %s on, and history from %d",
                seen.id,
                status.history(),
                compacted);
        boolean isLeader = engine.role() == EngineStatus.Role.LEADER;
        boolean isNewLeader = isLeader && (!seen.isLeader || engine.round() != seen.term);
        seen.term = engine.round();
        seen.isLeader = isLeader;
        seen.readsOfTurn = 0;
        seen.appliedInState = status.appliedIndex();
        if (isNewLeader) elected(node, seen);
        if (engine.commitIndex() > seen.commit) {
            ledger.committed(seen.id.name(), seen.log, seen.commit, engine.commitIndex());
            seen.commit = engine.commitIndex();
            memberships.committed(seen.log, seen.commit);
            if (isLeader) committedByLeader(seen);
        }
    }

    /**
     * Election Safety: "at most one leader can be elected in a given term". Leader Completeness:
     * "if a log entry is committed in a given term, then that entry will be present in the logs of
     * the leaders for all higher-numbered terms".
     */
    private void elected(int node, Seen seen) {
        counts.saw(Situation.LEADER_ELECTED);
        NodeId other = leaders.putIfAbsent(seen.term, seen.id);
        InvariantViolation.require(
                other == null || other.equals(seen.id),
                "Election Safety: term %d has the leaders %s and %s",
                seen.term,
                other,
                seen.id);
        requireComplete(seen, ledger.committedBefore(seen.term));
        requireElectedByQuorum(seen);
        for (Seen each : nodes) {
            if (each != seen && each.isLeader) counts.saw(Situation.TWO_NODES_LEAD);
        }
        whenElected.accept(node);
    }

    /** "A candidate wins an election if it receives votes from a majority" of its own members. */
    private void requireElectedByQuorum(Seen leader) {
        Set<NodeId> mayHaveVoted = new TreeSet<>();
        for (Seen each : nodes) {
            Promise promise = each.log.durablePromise();
            boolean isForIt = promise.node().equals(Optional.of(leader.id));
            if (!each.log.mayHaveVotedIn(leader.term)) continue;
            if (promise.round() > leader.term || (promise.round() == leader.term && isForIt)) {
                mayHaveVoted.add(each.id);
            }
        }
        Members members = leader.log.members();
        InvariantViolation.require(
                Quorums.of(members).isQuorum(Purpose.ELECT, mayHaveVoted),
                "%s leads term %d, and only %s can have voted for it of %s",
                leader.id,
                leader.term,
                mayHaveVoted,
                members);
    }

    private void requireComplete(Seen leader, long index) {
        InvariantViolation.require(
                leader.log.agrees(index, ledger.chainAt(index)),
                "Leader Completeness: %s leads term %d without the entry %d, which is committed",
                leader.id,
                leader.term,
                index);
    }

    /**
     * What a leader commits is on the disks of a quorum, and with all later leaders: a quorum of
     * the members when it committed, which is the first thing that the end of a turn does. What the
     * turn appended behind that, the next step of a change it may be, has decided nothing yet.
     */
    private void committedByLeader(Seen seen) {
        ledger.committedIn(seen.term, seen.commit);
        long chain = seen.log.chainAt(seen.commit);
        Set<NodeId> holders = new TreeSet<>();
        for (Seen each : nodes) {
            // What a node has lost counts as held until it is whole: it elects nobody before.
            boolean holds = each.log.isDurable(seen.commit, chain) || each.log.isMending();
            if (holds) holders.add(each.id);
            if (each.isLeader && each.term > seen.term) requireComplete(each, seen.commit);
        }
        InvariantViolation.require(
                Quorums.of(seen.deciding).isQuorum(Purpose.COMMIT, holders),
                "%s commits %d, which after a crash only %s would have of %s",
                seen.id,
                seen.commit,
                holders,
                seen.deciding);
        requireSafeFromOthers(seen, holders);
    }

    /**
     * Nobody who lacks a committed entry can be elected by those who would be there after a crash
     * of all: committing an entry of an earlier term breaks this before it breaks anything else
     * (Figure 8).
     */
    private void requireSafeFromOthers(Seen leader, Set<NodeId> holders) {
        for (Seen other : nodes) {
            if (holders.contains(other.id) || other.log.durableMembers().isEmpty()) continue;
            Set<NodeId> mightVote = new TreeSet<>();
            LogId last = other.log.durableLast();
            for (Seen each : nodes) {
                if (each.log.isMending()) continue;
                if (each.log.durableLast().compareTo(last) <= 0) mightVote.add(each.id);
            }
            InvariantViolation.require(
                    !Quorums.of(other.log.durableMembers()).isQuorum(Purpose.ELECT, mightVote),
                    "%s commits %d in term %d, and %s could be elected without it by %s",
                    leader.id,
                    leader.commit,
                    leader.term,
                    other.id,
                    mightVote);
        }
    }

    /** A process has ended. */
    void ended(int node) {
        nodes.get(node).isLeader = false;
    }

    /** Whether a node was a leader when its last turn ended. */
    boolean isLeader(int node) {
        return nodes.get(node).isLeader;
    }
}
