package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers effects in order, and owns the tickets of persists. Promises wait here for the end of the
 * turn, so that they follow the persist that they hang on.
 */
final class Outbox {

    private record Promise(NodeId to, RaftMessage message) {}

    private record Outstanding(long ticket, long sinceNanos) {}

    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    private List<Effect> effects = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private long lastTicket;
    private long persistedTicket;

    void add(Effect effect) {
        effects.add(effect);
    }

    void note(Event event) {
        effects.add(new Effect.Note(event));
    }

    void send(NodeId to, RaftMessage message) {
        effects.add(new Effect.Send(to, message));
    }

    /** Sends once all that was written in this turn and before is durable. */
    void sendOnceDurable(NodeId to, RaftMessage message) {
        promises.add(new Promise(to, message));
    }

    /**
     * Emits the turn's writes as one persist, then the turn's promises.
     *
     * @return the ticket that covers everything written so far
     */
    long flush(long nowNanos, List<Durable> records) {
        if (!records.isEmpty()) {
            lastTicket++;
            outstanding.add(new Outstanding(lastTicket, nowNanos));
            effects.add(new Effect.Persist(lastTicket, records));
        }
        for (Promise promise : promises) {
            effects.add(
                    isAllDurable()
                            ? new Effect.Send(promise.to(), promise.message())
                            : new Effect.SendOnceDurable(
                                    lastTicket, promise.to(), promise.message()));
        }
        promises.clear();
        return lastTicket;
    }

    /** Everything up to this ticket is durable. */
    void persisted(long ticket) {
        InvariantViolation.require(
                ticket >= persistedTicket && ticket <= lastTicket,
                "ticket %d came back after %d, the last given was %d",
                ticket,
                persistedTicket,
                lastTicket);
        persistedTicket = ticket;
        while (!outstanding.isEmpty() && outstanding.peekFirst().ticket() <= ticket) {
            outstanding.removeFirst();
        }
    }

    long persistedTicket() {
        return persistedTicket;
    }

    boolean isAllDurable() {
        return persistedTicket == lastTicket;
    }

    /** Whether the disk owes an answer for longer than this. */
    boolean isDiskStalled(long nowNanos, long forNanos) {
        Outstanding oldest = outstanding.peekFirst();
        return oldest != null && nowNanos - oldest.sinceNanos() > forNanos;
    }

    /** The effects of this step. */
    List<Effect> drain() {
        if (effects.isEmpty()) return List.of();
        List<Effect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}
