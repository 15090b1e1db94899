package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Refusal;
import io.quorate.core.raft.RaftMessage.ReadIndex;
import io.quorate.core.raft.RaftMessage.ReadIndexReply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A follower's linearizable reads: it asks its leader for an index (thesis 6.4), all reads of a
 * turn in one request. Each request has a context of its own, so that an answer to an older one,
 * even of before a restart, is never taken for its answer.
 */
final class FollowerReads {

    private record Asked(NodeId leader, long context, List<Long> tickets, long deadlineNanos) {}

    private final RaftState state;
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private List<Long> arrived = new ArrayList<>();
    private long waiting;
    private long lastContext;

    /**
     * @param firstContext drawn at random at each start
     */
    FollowerReads(RaftState state, long firstContext) {
        this.state = state;
        lastContext = firstContext;
    }

    void read(long ticket) {
        if (state.leader().isEmpty()) {
            refuse(ticket, new Refusal.NotLeader(state.leader()));
        } else if (waiting >= state.config.bounds().readsWaitingMax()) {
            refuse(ticket, new Refusal.Overloaded());
        } else {
            waiting++;
            arrived.add(ticket);
        }
    }

    /** Asks the leader on behalf of the turn's reads. */
    void turnEnds() {
        if (arrived.isEmpty()) return;
        NodeId leader = state.leader().orElseThrow();
        long deadline = state.nowNanos() + state.config.electionTimeoutNanos();
        asked.add(new Asked(leader, ++lastContext, arrived, deadline));
        arrived = new ArrayList<>();
        state.outbox.send(leader, new ReadIndex(state.currentTerm(), lastContext));
    }

    /** The leader answered in this term. */
    void receive(NodeId from, ReadIndexReply reply) {
        for (Iterator<Asked> each = asked.iterator(); each.hasNext(); ) {
            Asked request = each.next();
            if (request.context() != reply.context() || !request.leader().equals(from)) continue;
            each.remove();
            waiting -= request.tickets().size();
            for (long ticket : request.tickets()) answer(ticket, reply);
            return;
        }
    }

    private void answer(long ticket, ReadIndexReply reply) {
        if (reply.confirmed()) state.outbox.add(new Effect.ServeRead(ticket, reply.index()));
        else refuse(ticket, new Refusal.NotConfirmed());
    }

    /** Gives up what was not answered in time: a request or its answer was lost. */
    void tick() {
        while (!asked.isEmpty() && state.nowNanos() - asked.peekFirst().deadlineNanos() >= 0) {
            Asked late = asked.removeFirst();
            waiting -= late.tickets().size();
            for (long ticket : late.tickets()) refuse(ticket, new Refusal.NotConfirmed());
        }
    }

    /** The leader is not to be reached, or leads no more. */
    void giveUp() {
        for (Asked request : asked) {
            for (long ticket : request.tickets()) refuse(ticket, new Refusal.NotConfirmed());
        }
        for (long ticket : arrived) refuse(ticket, new Refusal.NotConfirmed());
        asked.clear();
        arrived.clear();
        waiting = 0;
    }

    private void refuse(long ticket, Refusal refusal) {
        state.outbox.add(new Effect.RefuseRead(ticket, refusal));
    }
}
