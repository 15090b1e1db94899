package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Effect;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Input;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Sent;

import java.util.Optional;

/**
 * One who makes calls, one at a time, by the rules of the Java client: this drives the library's
 * own {@link CallMachine} as its {@code Call} does.
 */
final class Caller implements Attempt.Owner {

    /** Learns how a call ended. */
    interface Listener {
        void ended(Operation operation, Optional<Operation.Reply> reply);
    }

    private final SimulatedClient client;
    private final World world;
    private final Answers answers;
    private final int number;
    private final Listener listener;

    private Optional<Operation> operation = Optional.empty();
    private CallMachine machine;
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<Operation.Reply> reply = Optional.empty();
    private long timerNanos = Long.MAX_VALUE;

    /**
     * @param number unique among all callers of the run
     */
    Caller(SimulatedClient client, World world, Answers answers, int number, Listener listener) {
        this.client = client;
        this.world = world;
        this.answers = answers;
        this.number = number;
        this.listener = listener;
    }

    int number() {
        return number;
    }

    /** Whether a call is under way. */
    boolean isCalling() {
        return operation.isPresent();
    }

    /**
     * Makes a call; the one before has ended.
     *
     * @param session that it is of, if it is of one
     */
    void call(Operation.Wish wish, Optional<SimulatedSession> session, long timeoutNanos) {
        Operation begun = answers.begin(world.nowNanos(), number, wish, session);
        operation = Optional.of(begun);
        reply = Optional.empty();
        attempt = Optional.empty();
        world.event("calls", Trace.CLIENTS + number, begun.number, wish);
        machine = new CallMachine(client.routing(), kind(wish), world.nowNanos() + timeoutNanos);
        step(new Input.Started());
    }

    private static CallKind kind(Operation.Wish wish) {
        return switch (wish) {
            case Operation.Wish.Put _,
                    Operation.Wish.Delete _,
                    Operation.Wish.PutIf _,
                    Operation.Wish.Txn _ ->
                    CallKind.WRITE;
            case Operation.Wish.Get get -> kind(get.level());
            case Operation.Wish.Range range -> kind(range.level());
        };
    }

    private static CallKind kind(Operation.Level level) {
        return switch (level) {
            case Operation.Level.Linearizable _ -> CallKind.LINEARIZABLE_READ;
            case Operation.Level.Eventual _,
                    Operation.Level.InSession _,
                    Operation.Level.Bounded _ ->
                    CallKind.LOCAL_READ;
        };
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
                var sending = new Attempt(client.link(to), operation.orElseThrow(), this);
                attempt = Optional.of(sending);
                sending.begin();
            }
            case Effect.Abandon() -> attempt.orElseThrow().abandon();
            case Effect.Wait(long _) -> client.waiting().add(this);
            case Effect.WakeWaiting() -> client.wakeWaiting(world);
            case Effect.Succeed() -> succeeded();
            case Effect.Fail(Failure failure) -> failed(failure);
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
        if (operation.isEmpty()) return;
        if (world.nowNanos() < machine.dueNanos()) armTimer();
        else step(new Input.Elapsed(attempt.map(Attempt::sent).orElse(Sent.NEVER)));
    }

    void leaderFound() {
        step(new Input.LeaderFound());
    }

    @Override
    public void answered(Attempt from, Operation.Reply its) {
        if (isOld(from)) return;
        reply = Optional.of(its);
        step(new Input.Answered(from.host().id().name()));
    }

    @Override
    public void ended(Attempt from, Input input) {
        if (isOld(from)) return;
        if (input instanceof Input.Refused refused && !refused.hint().address().isEmpty()) {
            world.saw(Situation.CALL_FOLLOWED_A_HINT);
        }
        step(input);
    }

    private boolean isOld(Attempt from) {
        return attempt.isEmpty() || attempt.get() != from || operation.isEmpty();
    }

    private void succeeded() {
        Operation ended = operation.orElseThrow();
        Operation.Reply its = reply.orElseThrow();
        world.event("answered", Trace.CLIENTS + number, ended.number, its);
        answers.done(world.nowNanos(), ended, its);
        over(ended);
    }

    private void failed(Failure failure) {
        Operation ended = operation.orElseThrow();
        long fingerprint = failure.reason().name().hashCode();
        world.event("failed", Trace.CLIENTS + number, fingerprint, failure);
        reply = Optional.empty();
        if (failure.outcome() == Outcome.UNKNOWN) answers.unknown(ended);
        else answers.notDone(ended);
        over(ended);
    }

    private void over(Operation ended) {
        operation = Optional.empty();
        listener.ended(ended, reply);
    }
}
