package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;

import java.util.List;
import java.util.Optional;

/**
 * The follower's side of AppendEntries (Figure 2, section 5.3). The answers of a turn are gathered
 * into one, which leaves when what it claims is durable.
 */
final class Following {

    /** What the leader is to be told at the end of the turn. */
    private record Acknowledgement(NodeId leader, long term, long matchIndex, long round) {}

    private final RaftState state;
    private final Commitment commitment;
    private Optional<Acknowledgement> waiting = Optional.empty();

    /** The term and round that the leader was last answered in, so that it is told once. */
    private long answeredTerm;

    private long answeredRound;

    Following(RaftState state, Commitment commitment) {
        this.state = state;
        this.commitment = commitment;
    }

    /** What no leader sends: entries out of order, or of a term after its own. */
    static Optional<String> whyMalformed(AppendEntries message) {
        LogId prev = message.prevLog();
        if (prev.index() < 0 || prev.term() < 0 || prev.term() > message.term()) {
            return Optional.of("prevLog " + prev + " in term " + message.term());
        }
        if (message.leaderCommit() < 0 || message.round() < 0 || message.heldByAll() < 0) {
            return Optional.of("a negative index or round");
        }
        long index = prev.index();
        long term = prev.term();
        List<Entry> entries = message.entries();
        for (int i = 0; i < entries.size(); i++) {
            LogId id = entries.get(i).id();
            if (id.index() != ++index || id.term() < term || id.term() > message.term()) {
                return Optional.of(id + " out of order in a message of term " + message.term());
            }
            term = id.term();
        }
        return Optional.empty();
    }

    /** AppendEntries RPC, receiver (Figure 2), of the term's leader: rules 2 to 5. */
    void receive(NodeId leader, AppendEntries message) {
        Optional<LogId> agreement = whereItMayAgree(message.prevLog());
        if (agreement.isPresent()) {
            reject(leader, message, agreement.get());
            return;
        }
        long verified = takeEntries(message);
        long commit = Math.min(message.leaderCommit(), verified);
        if (commit > state.commitIndex()) state.commit(commit);
        commitment.learnHeldByAll(message.heldByAll());
        acknowledge(leader, verified, message.round());
    }

    /**
     * An old leader's message: the answer tells it the term (Figure 2, receiver rule 1). It echoes
     * no round: the sender may lead again by now, in this very term, and after a restart it counts
     * rounds anew.
     */
    void refusePassedTerm(NodeId from) {
        state.outbox.send(
                from, AppendEntriesReply.rejection(state.currentTerm(), 0, 0, LogId.NONE));
    }

    /**
     * Rule 2: "Reply false if log doesn't contain an entry at prevLogIndex whose term matches
     * prevLogTerm". What is committed matches whatever its term (Leader Completeness).
     *
     * @return if it does not match, where the logs may agree at best
     */
    private Optional<LogId> whereItMayAgree(LogId prev) {
        if (prev.index() <= state.commitIndex()) return Optional.empty();
        boolean isHere = prev.index() <= state.log.lastIndex();
        if (isHere && state.log.termAt(prev.index()) == prev.term()) return Optional.empty();
        return Optional.of(state.log.lastUpTo(prev.index(), prev.term()));
    }

    private void reject(NodeId leader, AppendEntries message, LogId agreement) {
        state.outbox.send(
                leader,
                AppendEntriesReply.rejection(
                        state.currentTerm(),
                        message.round(),
                        message.prevLog().index(),
                        agreement));
    }

    /**
     * Rules 3 and 4: "If an existing entry conflicts with a new one (same index but different
     * terms), delete the existing entry and all that follow it. Append any new entries not already
     * in the log".
     *
     * @return up to where the log is known to agree with the leader's
     */
    private long takeEntries(AppendEntries message) {
        long verified = Math.max(message.prevLog().index(), agreedAnyway(message));
        List<Entry> entries = message.entries();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (conflicts(entry)) truncate(entry);
            if (entry.index() > state.log.lastIndex()) {
                if (commitment.isApplyBehind()) break;
                state.append(entry);
            }
            verified = Math.max(verified, entry.index());
        }
        return verified;
    }

    /** A message that begins before the commitIndex shows that all committed entries agree. */
    private long agreedAnyway(AppendEntries message) {
        return message.prevLog().index() < state.commitIndex() ? state.commitIndex() : 0;
    }

    private boolean conflicts(Entry entry) {
        return state.log.knowsTermAt(entry.index())
                && state.log.termAt(entry.index()) != entry.term();
    }

    private void truncate(Entry entry) {
        InvariantViolation.require(
                entry.index() > state.commitIndex(),
                "the leader of term %d sends %s, but %s is committed here",
                state.currentTerm(),
                entry.id(),
                state.log.idAt(entry.index()));
        state.truncate(entry.index());
    }

    private void acknowledge(NodeId leader, long matchIndex, long round) {
        long term = state.currentTerm();
        boolean continues =
                waiting.isPresent()
                        && waiting.get().term() == term
                        && waiting.get().leader().equals(leader);
        long match = continues ? Math.max(waiting.get().matchIndex(), matchIndex) : matchIndex;
        long latest = continues ? Math.max(waiting.get().round(), round) : round;
        waiting = Optional.of(new Acknowledgement(leader, term, match, latest));
    }

    /**
     * Answers the turn's messages, when what the answer claims is durable. A round of read
     * confirmation waits for no disk, since it asks only whether the leader still leads: where the
     * claim must wait, the round is answered before it, with what is durable already.
     */
    void turnEnds() {
        if (waiting.isEmpty()) return;
        Acknowledgement claim = waiting.get();
        waiting = Optional.empty();
        if (claim.term() != state.currentTerm()) return;
        if (answeredTerm != claim.term()) {
            answeredTerm = claim.term();
            answeredRound = 0;
        }
        long durable = Math.min(claim.matchIndex(), state.log.durableIndex());
        boolean isDurable = state.isPromiseDurable() && durable == claim.matchIndex();
        boolean isRoundNew = claim.round() > answeredRound;
        if (state.isPromiseDurable() && (isDurable || isRoundNew)) {
            state.outbox.send(claim.leader(), success(claim, durable));
        }
        if (!isDurable) {
            state.outbox.sendOnceDurable(claim.leader(), success(claim, claim.matchIndex()));
        }
        answeredRound = Math.max(answeredRound, claim.round());
    }

    /**
     * With leases on, the answer says for how long from the message it answers this server elects
     * nobody; {@link Election} keeps that word.
     */
    private AppendEntriesReply success(Acknowledgement claim, long matchIndex) {
        var reply = AppendEntriesReply.success(claim.term(), matchIndex, claim.round());
        return state.config.isLeaseOn()
                ? reply.promising(state.config.electionTimeoutNanos())
                : reply;
    }
}
