package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Effect;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Input;
import io.quorate.client.core.Sent;

import java.util.Optional;

/**
 * One call by the rules of the Java client: this drives the library's own {@link CallMachine} as
 * its {@code Call} does.
 *
 * @param <T> what is answered
 */
final class Conversation<T> implements Attempt.Owner<T> {

    /** Learns how a call ended. */
    interface Listener<T> {

        void succeeded(T reply);

        void failed(Failure failure);
    }

    private final SimulatedClient client;
    private final World world;
    private final Question<T> question;
    private final Listener<T> listener;
    private final CallMachine machine;
    private Optional<Attempt<T>> attempt = Optional.empty();
    private Optional<T> reply = Optional.empty();
    private long timerNanos = Long.MAX_VALUE;

    /**
     * @param timeoutNanos from now on
     */
    Conversation(
            SimulatedClient client,
            World world,
            CallKind kind,
            long timeoutNanos,
            Question<T> question,
            Listener<T> listener) {
        this.client = client;
        this.world = world;
        this.question = question;
        this.listener = listener;
        machine = new CallMachine(client.routing(), kind, world.nowNanos() + timeoutNanos);
    }

    void begin() {
        step(new Input.Started());
    }

    private void step(Input input) {
        var effects = machine.step(world.nowNanos(), input);
        client.waiting().remove(this);
        if (!machine.isEnded()) armTimer();
        for (Effect effect : effects) carryOut(effect);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send(Endpoint to) -> {
                var sending = new Attempt<>(client.link(to), question, this);
                attempt = Optional.of(sending);
                sending.begin();
            }
            case Effect.Abandon() -> attempt.orElseThrow().abandon();
            case Effect.Wait(long _) -> client.waiting().add(this);
            case Effect.WakeWaiting() -> client.wakeWaiting(world);
            case Effect.Succeed() -> listener.succeeded(reply.orElseThrow());
            case Effect.Fail(Failure failure) -> listener.failed(failure);
        }
    }

    private void armTimer() {
        long due = machine.dueNanos();
        if (timerNanos <= due) return;
        timerNanos = due;
        world.scheduler().at(due, () -> timerFires(due));
    }

    private void timerFires(long due) {
        if (timerNanos != due) return;
        timerNanos = Long.MAX_VALUE;
        if (machine.isEnded()) return;
        if (world.nowNanos() < machine.dueNanos()) armTimer();
        else step(new Input.Elapsed(attempt.map(Attempt::sent).orElse(Sent.NEVER)));
    }

    /** Another call of the client found who leads. */
    void leaderFound() {
        step(new Input.LeaderFound());
    }

    @Override
    public void answered(Attempt<T> from, T its) {
        if (isOld(from)) return;
        reply = Optional.of(its);
        step(new Input.Answered(from.host().id().name()));
    }

    @Override
    public void ended(Attempt<T> from, Input input) {
        if (isOld(from)) return;
        if (input instanceof Input.Refused refused && !refused.hint().address().isEmpty()) {
            world.saw(Situation.CALL_FOLLOWED_A_HINT);
        }
        step(input);
    }

    private boolean isOld(Attempt<T> from) {
        return attempt.isEmpty() || attempt.get() != from || machine.isEnded();
    }
}
