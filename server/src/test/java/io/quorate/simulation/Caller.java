package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Outcome;

import java.util.Optional;

/**
 * One who makes calls, one at a time, by the rules of the Java client. Whose client is registered
 * has its writes numbered.
 */
final class Caller implements Conversation.Listener<Operation.Reply> {

    /** What one that insists waits before it calls again. */
    private static final long PAUSE_NANOS = 5_000_000;

    /** Learns how an operation ended. */
    interface Listener {
        void ended(Operation operation, Optional<Operation.Reply> reply);
    }

    private final SimulatedClient client;
    private final World world;
    private final Answers answers;
    private final int number;
    private final Optional<Registrant> registrant;
    private final Listener listener;

    private Optional<Operation> operation = Optional.empty();
    private long timeoutNanos;
    private boolean mayBeDone;

    /**
     * @param number unique among all callers of the run
     * @param registrant who numbers its writes, if its client has that done
     */
    Caller(
            SimulatedClient client,
            World world,
            Answers answers,
            int number,
            Optional<Registrant> registrant,
            Listener listener) {
        this.client = client;
        this.world = world;
        this.answers = answers;
        this.number = number;
        this.registrant = registrant;
        this.listener = listener;
    }

    int number() {
        return number;
    }

    /** Whether an operation is under way. */
    boolean isCalling() {
        return operation.isPresent();
    }

    /**
     * Begins an operation; the one before has ended.
     *
     * @param session that it is of, if it is of one
     */
    void call(Operation.Wish wish, Optional<SimulatedSession> session, long timeout) {
        Optional<Numbered> numbered =
                kind(wish) == CallKind.WRITE
                        ? registrant.flatMap(Registrant::next)
                        : Optional.empty();
        Operation begun = answers.begin(world.nowNanos(), number, wish, session, numbered);
        operation = Optional.of(begun);
        timeoutNanos = timeout;
        mayBeDone = false;
        world.event("calls", Trace.CLIENTS + number, begun.number, wish);
        call();
    }

    private void call() {
        Operation calling = operation.orElseThrow();
        CallKind kind = calling.numbered.isPresent() ? CallKind.WRITE_ONCE : kind(calling.wish);
        new Conversation<>(client, world, kind, timeoutNanos, new Asking(calling), this).begin();
    }

    private static CallKind kind(Operation.Wish wish) {
        return switch (wish) {
            case Operation.Wish.Put _,
                    Operation.Wish.Delete _,
                    Operation.Wish.DeleteRange _,
                    Operation.Wish.PutIf _,
                    Operation.Wish.Txn _,
                    Operation.Wish.Behind _ ->
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

    @Override
    public void succeeded(Operation.Reply reply) {
        Operation ended = operation.orElseThrow();
        world.event("answered", Trace.CLIENTS + number, ended.number, reply);
        answers.done(world.nowNanos(), ended, reply);
        over(ended, Optional.of(reply));
    }

    @Override
    public void failed(Failure failure) {
        Operation ended = operation.orElseThrow();
        long fingerprint = failure.reason().name().hashCode();
        world.event("failed", Trace.CLIENTS + number, fingerprint, failure);
        mayBeDone |= failure.outcome() == Outcome.UNKNOWN;
        boolean insists = ended.numbered.filter(its -> its.by().insists(its, failure)).isPresent();
        if (insists) {
            world.scheduler().after(PAUSE_NANOS, this::call);
            return;
        }
        if (mayBeDone) answers.unknown(ended);
        else answers.notDone(ended);
        over(ended, Optional.empty());
    }

    private void over(Operation ended, Optional<Operation.Reply> reply) {
        ended.numbered.ifPresent(its -> its.by().ended(its));
        operation = Optional.empty();
        listener.ended(ended, reply);
    }
}
