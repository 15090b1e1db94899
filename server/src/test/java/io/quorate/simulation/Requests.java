package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Failure;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;

import java.util.function.Consumer;

/** What one participant asks for beside operations on keys, and how much of it is under way. */
final class Requests {

    private final SimulatedClient client;
    private final World world;
    private int underWay;

    Requests(SimulatedClient client, World world) {
        this.client = client;
        this.world = world;
    }

    /** Asks for a command, which must come to what is answered. */
    void ask(
            CallKind kind,
            Command command,
            long timeoutNanos,
            Consumer<Outcome> answered,
            Consumer<Failure> failed) {
        ask(kind, new Commanding(command, world.ledger().state()), timeoutNanos, answered, failed);
    }

    /** Asks anything. One of both is told, once. */
    <T> void ask(
            CallKind kind,
            Question<T> question,
            long timeoutNanos,
            Consumer<T> answered,
            Consumer<Failure> failed) {
        underWay++;
        var listener =
                new Conversation.Listener<T>() {
                    @Override
                    public void succeeded(T reply) {
                        underWay--;
                        answered.accept(reply);
                    }

                    @Override
                    public void failed(Failure failure) {
                        underWay--;
                        failed.accept(failure);
                    }
                };
        new Conversation<>(client, world, kind, timeoutNanos, question, listener).begin();
    }

    /** Whether all that was asked is answered. */
    boolean areOver() {
        return underWay == 0;
    }
}
