package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.engine.Refusal;
import io.quorate.core.raft.RaftMessage.ReadIndexReply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The leader's side of linearizable reads without log entries (thesis 6.4). The reads of a turn
 * begin a round: the commitIndex is noted, and every AppendEntries from then on carries the round's
 * number, which answers echo. A quorum of echoes proves that no later leader had been elected when
 * the reads came. A read never joins a round that began before it.
 */
final class ReadRounds {

    private sealed interface Reader {
        /** A read of this node's own callers. */
        record Here(long ticket) implements Reader {}

        /** A read at a follower, which serves it itself. */
        record There(NodeId follower, long context) implements Reader {}
    }

    private record Round(long number, long index, List<Reader> readers) {}

    private final RaftState state;
    private final Lease lease;
    private final ArrayDeque<Round> rounds = new ArrayDeque<>();
    private List<Reader> arrived = new ArrayList<>();
    private long waiting;
    private long lastRound;
    private long termStartIndex;

    ReadRounds(RaftState state, Lease lease) {
        this.state = state;
        this.lease = lease;
    }

    /**
     * A leadership begins.
     *
     * @param noOpIndex the index of the term's first entry. "a leader ... must have the latest
     *     information on which entries are committed ... each leader commit a blank no-op entry
     *     into the log at the start of its term" (section 8)
     */
    void begin(long noOpIndex) {
        termStartIndex = noOpIndex;
        lastRound = 0;
        lease.begin();
    }

    /** The number that every AppendEntries carries. */
    long lastRound() {
        return lastRound;
    }

    void readHere(long ticket) {
        if (isFull()) {
            state.outbox.add(new Effect.RefuseRead(ticket, new Refusal.Overloaded()));
        } else {
            arrive(new Reader.Here(ticket));
        }
    }

    void readThere(NodeId follower, long context) {
        if (isFull()) refuse(new Reader.There(follower, context));
        else arrive(new Reader.There(follower, context));
    }

    private boolean isFull() {
        return waiting >= state.config.bounds().readsWaitingMax();
    }

    private void arrive(Reader reader) {
        waiting++;
        arrived.add(reader);
    }

    /**
     * Begins a round for what has arrived, once the term's first entry is committed; under a lease
     * none is needed.
     */
    void beginRound() {
        if (!arrived.isEmpty() && state.commitIndex() >= termStartIndex) takeArrived();
        if (lease.isRoundDue()) lease.roundBegins(++lastRound);
    }

    private void takeArrived() {
        if (lease.isHeld()) {
            // The reads came before the time of this turn was taken, and nobody else leads then:
            // however long this process pauses from here on, what it answers was current once
            // after each read had come.
            waiting -= arrived.size();
            for (Reader reader : arrived) serve(reader, state.commitIndex());
        } else if (rounds.size() < state.config.bounds().readRoundsMax()) {
            rounds.add(new Round(++lastRound, state.commitIndex(), arrived));
            lease.roundBegins(lastRound);
        } else {
            return;
        }
        arrived = new ArrayList<>();
    }

    /** Serves the rounds that a quorum echoed; a later round's echo is worth an earlier one's. */
    void confirm(Replication replication) {
        while (!rounds.isEmpty()) {
            Round oldest = rounds.peekFirst();
            boolean isConfirmed =
                    replication.isQuorumWithSelf(
                            Purpose.READ, follower -> follower.ackedRound() >= oldest.number());
            if (!isConfirmed) return;
            rounds.removeFirst();
            waiting -= oldest.readers().size();
            for (Reader reader : oldest.readers()) serve(reader, oldest.index());
        }
    }

    private void serve(Reader reader, long index) {
        switch (reader) {
            case Reader.Here(long ticket) -> state.outbox.add(new Effect.ServeRead(ticket, index));
            case Reader.There(NodeId follower, long context) ->
                    state.outbox.send(
                            follower,
                            new ReadIndexReply(state.currentTerm(), context, true, index));
        }
    }

    /** Leadership ends: nothing that waits can be confirmed any more. */
    void end() {
        for (Round round : rounds) {
            for (Reader reader : round.readers()) refuse(reader);
        }
        for (Reader reader : arrived) refuse(reader);
        rounds.clear();
        arrived.clear();
        waiting = 0;
    }

    private void refuse(Reader reader) {
        switch (reader) {
            case Reader.Here(long ticket) ->
                    state.outbox.add(new Effect.RefuseRead(ticket, new Refusal.NotConfirmed()));
            case Reader.There(NodeId follower, long context) ->
                    state.outbox.send(
                            follower, new ReadIndexReply(state.currentTerm(), context, false, 0));
        }
    }
}
