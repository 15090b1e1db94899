package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The leader's side of AppendEntries (sections 5.3 and 5.5, thesis 10.2): sends each follower what
 * it lacks, ahead of its answers, and a heartbeat when there is nothing; heartbeats go the same way
 * as all else.
 */
final class Replication {

    /** How long a follower waits whose snapshot failed: its disk may be full, or ours. */
    private static final long SNAPSHOT_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RaftState state;
    private final TreeMap<NodeId, Progress> followers = new TreeMap<>();
    private final Farewells farewells;
    private long lastFetchTicket;

    Replication(RaftState state) {
        this.state = state;
        this.farewells = new Farewells(state);
    }

    /** "initialized to leader last log index + 1" and to 0 (Figure 2, nextIndex, matchIndex). */
    void begin() {
        end();
        for (NodeId member : state.members().ids()) follow(member, state.log.lastIndex() + 1);
    }

    /**
     * From now on these get the log, whoever is new from its beginning. Who is none of them any
     * more gets its own end of it.
     */
    void follow(Members members) {
        var gone = new TreeSet<>(followers.keySet());
        gone.removeAll(members.ids());
        for (NodeId leaver : gone) farewells.begin(followers.remove(leaver));
        for (NodeId member : members.ids()) follow(member, 1);
    }

    private void follow(NodeId member, long nextIndex) {
        if (member.equals(state.self) || followers.containsKey(member)) return;
        followers.put(member, new Progress(member, state.config, nextIndex, state.nowNanos()));
    }

    void end() {
        followers.clear();
        farewells.clear();
    }

    /** What is known of a member. */
    Optional<Progress> find(NodeId member) {
        return Optional.ofNullable(followers.get(member));
    }

    private Optional<Progress> findSender(NodeId from) {
        return find(from).or(() -> farewells.find(from));
    }

    Collection<Progress> followers() {
        return followers.values();
    }

    /** For each other member, up to where its log is known to be durable and to agree. */
    SortedMap<NodeId, Long> matchIndexes() {
        var indexes = new TreeMap<NodeId, Long>();
        for (Progress follower : followers.values()) {
            indexes.put(follower.peer, follower.matchIndex());
        }
        return indexes;
    }

    /** Whether this node and the followers of which this holds are a quorum. */
    boolean isQuorumWithSelf(Purpose purpose, Predicate<Progress> holds) {
        return isQuorum(purpose, true, holds);
    }

    /** Whether the followers of which this holds, and this node if it counts, are a quorum. */
    boolean isQuorum(Purpose purpose, boolean selfCounts, Predicate<Progress> holds) {
        Set<NodeId> nodes = new TreeSet<>();
        if (selfCounts) nodes.add(state.self);
        for (Progress follower : followers.values()) {
            if (holds.test(follower)) nodes.add(follower.peer);
        }
        return state.membership().isQuorum(purpose, nodes);
    }

    /** Whether the followers, if they were all well, could commit what this node does not hold. */
    boolean canDecideWithoutSelf() {
        return isQuorum(Purpose.COMMIT, false, follower -> true);
    }

    /** Whether a quorum answered within the election timeout (check-quorum, thesis 6.2). */
    boolean hearsQuorum() {
        return isQuorumWithSelf(Purpose.READ, this::isHeardFrom);
    }

    /** Whether a follower answered within the election timeout. */
    boolean isHeardFrom(Progress follower) {
        long quietNanos = state.nowNanos() - follower.heardAtNanos();
        return quietNanos < state.config.electionTimeoutNanos();
    }

    /** AppendEntries RPC, results (Figure 2, "If successful", "If AppendEntries fails"). */
    void receive(NodeId from, AppendEntriesReply reply, Lease lease) {
        Optional<Progress> sender = findSender(from);
        if (sender.isEmpty()) return;
        Progress follower = sender.get();
        if (reply.matchIndex() > state.log.lastIndex()) {
            state.outbox.note(
                    new Event.MalformedMessage(
                            from,
                            "matches up to "
                                    + reply.matchIndex()
                                    + ", the log ends at "
                                    + state.log.lastIndex()));
            return;
        }
        if (reply.round() > follower.sentRound()) {
            state.outbox.note(
                    new Event.MalformedMessage(
                            from,
                            "echoes round "
                                    + reply.round()
                                    + ", it was sent "
                                    + follower.sentRound()));
            return;
        }
        follower.heard(state.nowNanos(), reply.round());
        lease.promised(follower, reply.round(), reply.promiseNanos());
        if (reply.success()) {
            follower.matched(state.nowNanos(), reply.matchIndex());
        } else if (follower.isNews(reply.rejectedIndex())) {
            follower.probeFrom(nextAfterRejection(reply));
        }
    }

    /**
     * Section 5.3, "the protocol can be optimized to reduce the number of rejected AppendEntries
     * RPCs": entries agree only where terms do, and terms never fall within a log, so the logs
     * cannot agree after the leader's last entry whose term is not above the follower's hint.
     */
    private long nextAfterRejection(AppendEntriesReply reply) {
        LogId hint = reply.agreement();
        long next = hint.index() + 1;
        if (state.log.knowsTermAt(hint.index())) {
            LogId agreement = state.log.lastUpTo(hint.index(), hint.term());
            boolean isAgreement = agreement.term() <= hint.term();
            next = isAgreement ? agreement.index() + 1 : agreement.index();
        }
        return Math.max(1, Math.min(next, reply.rejectedIndex()));
    }

    /** The connection broke: what was on its way may be lost, so it is sent again. */
    void connectionClosed(NodeId peer) {
        findSender(peer).ifPresent(Progress::lost);
    }

    /** Sends each follower what it lacks, as far as its window lets. */
    void turnEnds(long round, long heldByAll) {
        for (Progress follower : followers.values()) turnEnds(follower, round, heldByAll);
        if (farewells.isEmpty()) return;
        for (Progress leaver : farewells.ongoing()) turnEnds(leaver, round, heldByAll);
    }

    private void turnEnds(Progress follower, long round, long heldByAll) {
        if (follower.hasWaitedLongerThan(state.config.retransmitNanos(), state.nowNanos())) {
            follower.lost();
        }
        boolean isSent = sendEntries(follower, round, heldByAll);
        if (!isSent && isHeartbeatDue(follower, round)) {
            send(follower, knownMatch(follower), List.of(), round, heldByAll);
        }
    }

    /** A follower that does not answer gets heartbeats alone, so that nothing piles up for it. */
    private boolean sendEntries(Progress follower, long round, long heldByAll) {
        if (!isHeardFrom(follower)) return false;
        boolean isSent = false;
        while (follower.mayBeSentEntries() && follower.nextIndex() <= state.log.lastIndex()) {
            long next = follower.nextIndex();
            Optional<LogId> prev = knownPrev(follower);
            if (!state.log.holds(next) || prev.isEmpty()) {
                fetch(follower, prev.isPresent() ? next : next - 1);
                break;
            }
            RaftLog.Slice slice =
                    state.log.sliceWithin(next, state.config.bounds().appendBytesMax());
            send(follower, prev.get(), slice.entries(), round, heldByAll);
            follower.sentEntries(state.nowNanos(), slice.to(), slice.bytes());
            isSent = true;
        }
        return isSent;
    }

    /** The entry before the next one, if memory or the last fetch tells its term. */
    private Optional<LogId> knownPrev(Progress follower) {
        long index = follower.nextIndex() - 1;
        if (index == 0) return Optional.of(LogId.NONE);
        if (follower.fetchedLast().index() == index) return Optional.of(follower.fetchedLast());
        return state.log.knowsTermAt(index) ? Optional.of(state.log.idAt(index)) : Optional.empty();
    }

    private boolean isHeartbeatDue(Progress follower, long round) {
        long quietNanos = state.nowNanos() - follower.sentAtNanos();
        return follower.sentRound() < round
                || quietNanos >= state.config.heartbeatNanos()
                || (follower.sentCommit() < state.commitIndex()
                        && quietNanos >= state.config.commitNoticeNanos());
    }

    /** The match if its term is in memory, else the beginning, where all logs agree. */
    private LogId knownMatch(Progress follower) {
        long match = follower.matchIndex();
        return state.log.knowsTermAt(match) ? state.log.idAt(match) : LogId.NONE;
    }

    private void send(
            Progress follower, LogId prev, List<Entry> entries, long round, long heldByAll) {
        state.outbox.send(
                follower.peer,
                new AppendEntries(
                        state.currentTerm(), prev, entries, state.commitIndex(), round, heldByAll));
        follower.sent(state.nowNanos(), state.commitIndex(), round);
    }

    private void fetch(Progress follower, long from) {
        if (!follower.mayFetch(state.nowNanos())) return;
        long to = Math.max(from, state.log.firstIndex() - 1);
        follower.fetching(++lastFetchTicket);
        state.outbox.add(
                new Effect.FetchEntries(
                        lastFetchTicket, from, to, state.config.bounds().appendBytesMax()));
    }

    /** Sends on what the journal held for a follower that asked for it. */
    void fetched(long ticket, List<Entry> entries, long round, long heldByAll) {
        for (Progress follower : followers.values()) {
            if (!follower.isFetchingUnder(ticket)) continue;
            if (entries.isEmpty()) {
                follower.needsSnapshot();
                state.outbox.add(new Effect.SendSnapshot(follower.peer));
            } else {
                follower.fetchEnded();
                sendFetched(follower, entries, round, heldByAll);
            }
        }
        for (Progress leaver : farewells.ongoing()) {
            if (!leaver.isFetchingUnder(ticket)) continue;
            // Nobody sends a snapshot after who is leaving: it is told when it asks for votes.
            leaver.fetchEnded();
            if (entries.isEmpty()) farewells.end(leaver.peer);
            else sendFetched(leaver, entries, round, heldByAll);
        }
    }

    /**
     * A snapshot got to a follower or did not. That it did is not an acknowledgement: the follower
     * is asked whether it agrees there, like any other.
     */
    void snapshotEnded(NodeId to, Optional<LogId> base) {
        Progress follower = followers.get(to);
        if (follower == null || follower.mode() != Progress.Mode.SNAPSHOT) return;
        if (base.isPresent() && base.get().index() <= state.log.lastIndex()) {
            follower.hasSnapshot(base.get());
        } else {
            follower.lacksSnapshot(state.nowNanos() + SNAPSHOT_RETRY_NANOS);
        }
    }

    private void sendFetched(Progress follower, List<Entry> entries, long round, long heldByAll) {
        long next = follower.nextIndex();
        List<Entry> wanted = entries;
        if (!wanted.isEmpty() && wanted.getFirst().index() == next - 1) {
            follower.fetchedUpTo(wanted.getFirst().id());
            wanted = wanted.subList(1, wanted.size());
        }
        Optional<LogId> prev = knownPrev(follower);
        boolean isNext = !wanted.isEmpty() && wanted.getFirst().index() == next;
        if (!isNext || prev.isEmpty() || !follower.mayBeSentEntries()) return;
        int bytes = 0;
        for (Entry entry : wanted) bytes += entry.bytes();
        send(follower, prev.get(), wanted, round, heldByAll);
        follower.sentEntries(state.nowNanos(), wanted.getLast().index(), bytes);
        follower.fetchedUpTo(wanted.getLast().id());
    }
}
