package io.quorate.replica;

import io.quorate.core.engine.Effect;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Messages that wait for this node's disk, in the order of their tickets. */
final class Promises {

    private final ArrayDeque<Effect.SendOnceDurable> waiting = new ArrayDeque<>();
    private long durable;

    /** Holds a promise back until its ticket is durable; one that already is leaves at once. */
    void add(Effect.SendOnceDurable promise, Consumer<Effect.SendOnceDurable> send) {
        if (promise.ticket() <= durable && waiting.isEmpty()) {
            send.accept(promise);
        } else {
            waiting.add(promise);
        }
    }

    /** Lets go of what the ticket makes true. */
    void durable(long ticket, Consumer<Effect.SendOnceDurable> send) {
        durable = Math.max(durable, ticket);
        while (!waiting.isEmpty() && waiting.peek().ticket() <= durable) {
            send.accept(waiting.poll());
        }
    }
}
