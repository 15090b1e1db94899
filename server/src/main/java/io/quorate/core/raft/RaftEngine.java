package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Recovered;
import io.quorate.core.engine.Refusal;
import io.quorate.core.engine.Target;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.ReadIndex;
import io.quorate.core.raft.RaftMessage.ReadIndexReply;
import io.quorate.core.raft.RaftMessage.Removed;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.RequestVoteReply;
import io.quorate.core.raft.RaftMessage.TimeoutNow;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A Raft server (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm",
 * extended version, and Ongaro's thesis). It hands each input to the part that owns the state,
 * keeps the term rule, and moves between roles; the rest is in the parts.
 *
 * <p>What an input changes is gathered; the writes, the messages that carry entries, the promises
 * and the applies leave when the turn ends, in the order in which durability needs them.
 */
public final class RaftEngine implements Engine {

    /** How often its election timeout a leader waits for its own disk. */
    private static final int DISK_TIMEOUTS = 2;

    private final RaftState state;
    private final Bearings bearings;
    private final Election election;
    private final Commitment commitment;
    private final Following following;
    private final FollowerReads followerReads;
    private final Replication replication;
    private final Reconfiguration reconfiguration;
    private final Transfer transfer;
    private final Lease lease;
    private final ReadRounds readRounds;
    private final Proposing proposing;
    private boolean isStarted;

    /**
     * @param self the server's own id; a server that is no member waits to be added
     * @param recovered what it has on its disk, and who the members were at its base
     * @param random decides election timeouts alone; seeded by the caller
     */
    public RaftEngine(RaftConfig config, NodeId self, Recovered recovered, RandomGenerator random) {
        state = new RaftState(config, self, recovered);
        bearings = new RaftBearings(state);
        election = new Election(state, random);
        commitment = new Commitment(state);
        following = new Following(state, commitment);
        followerReads = new FollowerReads(state, random.nextLong());
        replication = new Replication(state);
        reconfiguration = new Reconfiguration(state, replication);
        transfer = new Transfer(state, replication);
        lease = new Lease(state, replication, transfer);
        readRounds = new ReadRounds(state, lease);
        proposing = new Proposing(state, transfer);
    }

    @Override
    public Bearings bearings() {
        return bearings;
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(
                state.publicRole(),
                state.currentTerm(),
                state.leader(),
                state.commitIndex(),
                state.log.lastIndex(),
                state.isLeader() ? replication.matchIndexes() : Collections.emptySortedMap(),
                state.members(),
                state.memberships.index());
    }

    @Override
    public List<Effect> step(long nowNanos, Input input) {
        long pausedNanos = isStarted ? nowNanos - state.nowNanos() : 0;
        state.advanceTo(nowNanos);
        if (!isStarted) start();
        if (state.isLeader() && pausedNanos > state.config.electionTimeoutNanos()) {
            stepDown("it was paused");
        }
        switch (input) {
            case Input.Tick() -> tick();
            case Input.Received(NodeId from, PeerMessage message) -> receive(from, message);
            case Input.Propose propose -> proposing.propose(propose.proposals());
            case Input.Read(long ticket) -> read(ticket);
            case Input.Persisted(long ticket) -> persisted(ticket);
            case Input.Applied(long index) -> applied(index);
            case Input.Fetched(long ticket, List<Entry> entries) -> fetched(ticket, entries);
            case Input.SnapshotEnded(NodeId to, Optional<LogId> base) ->
                    replication.snapshotEnded(to, base);
            case Input.SnapshotInstalled(LogId base, Members members) ->
                    snapshotInstalled(base, members);
            case Input.Met(NodeId node, long incarnation) -> reconfiguration.met(node, incarnation);
            case Input.ConnectionClosed(NodeId peer) -> connectionClosed(peer);
            case Input.Reconfigure(long request, Target target) -> reconfigure(request, target);
            case Input.TransferLeadership(long request, Optional<NodeId> to) ->
                    transfer.begin(request, to);
            case Input.Resign() -> resign();
            case Input.TurnEnds() -> turnEnds();
        }
        return state.outbox.drain();
    }

    private void start() {
        isStarted = true;
        election.start();
        if (state.mending.isUnderWay()) {
            state.outbox.note(new Event.HoleFound(state.currentTerm(), state.log.last()));
        }
    }

    private void tick() {
        followerReads.tick();
        transfer.tick();
        if (state.isLeader()) checkLeadership();
        if (!election.isDue()) {
            if (election.isOverdue()) forgetSilentLeader();
            return;
        }
        followerReads.giveUp();
        if (election.preVote()) election.campaign();
    }

    /** Who does not campaign sends nobody for ever to a leader whom it does not hear. */
    private void forgetSilentLeader() {
        if (state.isLeader() || state.leader().isEmpty()) return;
        followerReads.giveUp();
        state.become(Role.FOLLOWER, Optional.empty());
    }

    /** A leader that no quorum hears, or whose disk does not answer, is in the others' way. */
    private void checkLeadership() {
        long diskTimeout = DISK_TIMEOUTS * state.config.electionTimeoutNanos();
        if (!replication.hearsQuorum()) {
            stepDown("no quorum answers");
        } else if (state.outbox.isDiskStalled(state.nowNanos(), diskTimeout)) {
            stepDown("its disk does not answer");
        } else if (reconfiguration.isToStepDown()) {
            transfer.abdicate();
            stepDown("it is no voter any more");
        }
    }

    private void reconfigure(long request, Target target) {
        Optional<NodeId> heir = transfer.heir();
        if (heir.isEmpty()) {
            reconfiguration.propose(request, target);
        } else {
            var refusal = new Refusal.HandingOver(heir.get());
            state.outbox.add(new Effect.RefuseRequest(request, refusal));
        }
    }

    private void resign() {
        if (!state.isLeader() || !replication.canDecideWithoutSelf()) return;
        stepDown("nobody took over from it");
        election.letOthersFirst();
    }

    private void applied(long index) {
        commitment.applied(index);
        if (state.isLeader()) transfer.tellWhenDue();
        if (state.isLeader() && !state.isVoter()) checkLeadership();
    }

    private void read(long ticket) {
        if (state.isLeader()) readRounds.readHere(ticket);
        else followerReads.read(ticket);
    }

    private void persisted(long ticket) {
        state.outbox.persisted(ticket);
        state.log.persisted(ticket);
        if (election.persisted()) lead();
    }

    private void fetched(long ticket, List<Entry> entries) {
        replication.fetched(ticket, entries, readRounds.lastRound(), commitment.heldByAll());
    }

    private void connectionClosed(NodeId peer) {
        replication.connectionClosed(peer);
        if (!state.isLedBy(peer)) return;
        followerReads.giveUp();
        election.leaderConnectionClosed();
    }

    private void turnEnds() {
        if (state.isLeader()) {
            commitment.advanceAsLeader(replication);
            if (!transfer.isUnderWay()) reconfiguration.turnEnds();
            readRounds.beginRound();
            replication.turnEnds(readRounds.lastRound(), commitment.heldByAll());
            readRounds.confirm(replication);
            transfer.tellWhenDue();
        } else {
            following.turnEnds();
            followerReads.turnEnds();
        }
        state.mend();
        state.flush();
        commitment.turnEnds();
    }

    private void receive(NodeId from, PeerMessage message) {
        Optional<String> malformed = whyMalformed(from, message);
        if (malformed.isPresent()) {
            state.outbox.note(new Event.MalformedMessage(from, malformed.get()));
        } else if (state.memberships.committed().isRemoved(from)) {
            answerRemoved(from, message);
        } else if (message instanceof RaftMessage raft) {
            keepTermRule(from, raft);
            dispatch(from, raft);
        }
    }

    /** A removed server is not heard; if it asks for something, it is told that it was removed. */
    private void answerRemoved(NodeId from, PeerMessage message) {
        boolean isRequest =
                message instanceof PreVote
                        || message instanceof RequestVote
                        || message instanceof AppendEntries
                        || message instanceof ReadIndex;
        if (isRequest) state.outbox.send(from, new Removed(state.currentTerm()));
    }

    private Optional<String> whyMalformed(NodeId from, PeerMessage message) {
        if (!(message instanceof RaftMessage raft)) return Optional.of("not a message of Raft");
        if (from.equals(state.self)) return Optional.of("from this node itself");
        return Validity.whyMalformed(raft, state.currentTerm());
    }

    /**
     * "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to
     * follower" (Figure 2, all servers). But a pre-vote and its grant speak of a term that nobody
     * is in yet, and a request for votes against a live leader is not heard (thesis 4.2.3).
     */
    private void keepTermRule(NodeId from, RaftMessage message) {
        boolean counts =
                switch (message) {
                    case PreVote preVote -> false;
                    case PreVoteReply reply -> !reply.voteGranted();
                    case RequestVote request -> election.isHeard(request);
                    case RequestVoteReply reply -> true;
                    case AppendEntries append -> true;
                    case AppendEntriesReply reply -> true;
                    case ReadIndex read -> true;
                    case ReadIndexReply reply -> true;
                    case TimeoutNow request -> true;
                    case Removed told -> false;
                };
        if (counts && message.term() > state.currentTerm()) followInto(message.term(), from.name());
    }

    private void followInto(long term, String who) {
        if (state.isLeader()) stepDown(who + " is in term " + term);
        followerReads.giveUp();
        state.enterTerm(term, Optional.empty());
        election.forgetLeader();
        state.become(Role.FOLLOWER, Optional.empty());
    }

    /**
     * InstallSnapshot RPC, receiver (Figure 13), from rule 5 on: the snapshot is in place. Its base
     * is committed, whatever else this server knew.
     */
    private void snapshotInstalled(LogId base, Members members) {
        InvariantViolation.require(
                base.index() > state.log.appliedIndex(),
                "a snapshot up to %s was installed, and %d is applied",
                base,
                state.log.appliedIndex());
        boolean isSame = state.log.knowsTermAt(base.index());
        isSame = isSame && state.log.termAt(base.index()) == base.term();
        InvariantViolation.require(
                isSame || base.index() > state.commitIndex(),
                "a snapshot up to %s was installed, and another entry is committed there",
                base);
        if (base.term() > state.currentTerm()) followInto(base.term(), "a snapshot");
        state.log.rebase(base);
        state.rebaseMembers(base.index(), members);
        commitment.rebased(base.index());
    }

    private void dispatch(NodeId from, RaftMessage message) {
        switch (message) {
            case PreVote request -> election.receive(from, request);
            case PreVoteReply reply -> {
                if (election.receive(from, reply)) election.campaign();
            }
            case RequestVote request -> election.receive(from, request);
            case RequestVoteReply reply -> {
                if (election.receive(from, reply)) lead();
            }
            case AppendEntries append -> receive(from, append);
            case AppendEntriesReply reply -> {
                if (isOfThisLeadership(reply)) replication.receive(from, reply, lease);
            }
            case ReadIndex request -> receive(from, request);
            case ReadIndexReply reply -> followerReads.receive(from, reply);
            case TimeoutNow request -> {
                if (election.receiveTimeoutNow(from, request.term())) followerReads.giveUp();
            }
            case Removed told -> {
                if (state.members().find(from).isPresent()) election.toldRemoved(from);
            }
        }
    }

    private boolean isOfThisLeadership(AppendEntriesReply reply) {
        return state.isLeader() && reply.term() == state.currentTerm();
    }

    /** AppendEntries RPC, receiver (Figure 2): rule 1, and whom it makes the leader. */
    private void receive(NodeId from, AppendEntries append) {
        if (append.term() < state.currentTerm()) {
            following.refusePassedTerm(from);
            return;
        }
        state.become(Role.FOLLOWER, Optional.of(from));
        transfer.leaderKnown(from);
        election.heardFromLeader();
        following.receive(from, append);
    }

    private void receive(NodeId from, ReadIndex request) {
        if (state.isLeader() && request.term() == state.currentTerm()) {
            readRounds.readThere(from, request.context());
        } else {
            state.outbox.send(
                    from,
                    new RaftMessage.ReadIndexReply(
                            state.currentTerm(), request.context(), false, 0));
        }
    }

    /**
     * "Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server" (Figure 2,
     * leaders); a no-op of the new term goes with it (section 8).
     */
    private void lead() {
        state.become(Role.LEADER, Optional.of(state.self));
        replication.begin();
        long noOpIndex = state.log.lastIndex() + 1;
        readRounds.begin(noOpIndex);
        reconfiguration.begin(noOpIndex);
        state.log.append(Entry.noOp(state.currentTerm(), noOpIndex));
    }

    private void stepDown(String why) {
        state.outbox.note(new Event.SteppedDown(state.currentTerm(), why));
        readRounds.end();
        reconfiguration.end();
        transfer.end();
        replication.end();
        election.forgetLeader();
        election.resetTimer();
        state.become(Role.FOLLOWER, Optional.empty());
        state.outbox.add(new Effect.LeadershipEnded());
    }
}
