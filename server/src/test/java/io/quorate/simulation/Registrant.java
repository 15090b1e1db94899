package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Guarantee;
import io.quorate.client.core.Numbering;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Tenure;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A client process that has its writes done exactly once: it registers, numbers the writes of all
 * its callers, and says that it is there, by the library's own rules. Now and then it falls silent,
 * or has itself forgotten, whatever is under way, and registers anew.
 */
final class Registrant implements Participant {

    private static final long MILLISECOND = 1_000_000;

    /** What cannot come to a write that is awaited. */
    private static final List<Reason> IS_WRONG = List.of(Reason.INVALID, Reason.ANSWER_NOT_KEPT);

    /** What asking again would not change. */
    private static final List<Reason> IS_FINAL =
            List.of(Reason.CLIENT_UNKNOWN, Reason.FENCE_STALE, Reason.LEASE_NOT_FOUND);

    /** So many failures with no write that ends between them, and it registers anew. */
    private static final int FAILURES_MAX = 30;

    private final World world;
    private final Requests requests;
    private final SplittableRandom random;
    private final boolean isPromisedOrder;
    private final Command.Order order;
    private Optional<Place> place = Optional.empty();
    private int failures;
    private boolean isStopped;

    /** A place in the cluster's table, as the client sees it. */
    private record Place(Tenure tenure, Numbering numbering) {}

    /**
     * @param switchedOff what is promised, and not asked for
     */
    Registrant(SimulatedClient client, World world, Set<Guarantee> switchedOff) {
        this.world = world;
        requests = new Requests(client, world);
        random = world.randomness().of("registrant", client.number());
        isPromisedOrder = random.nextBoolean();
        boolean asks = isPromisedOrder && !switchedOff.contains(Guarantee.MONOTONIC_WRITES);
        order = asks ? Command.Order.BY_SEQUENCE : Command.Order.ANY;
    }

    /** Registers, now or anew. */
    @Override
    public void begin() {
        if (isStopped) return;
        long ttl = Randomness.logarithmic(random, 100 * MILLISECOND, 1_000 * MILLISECOND);
        requests.ask(
                CallKind.WRITE_ONCE,
                new Command.RegisterClient(ttl, order),
                Randomness.logarithmic(random, 100 * MILLISECOND, 2_000 * MILLISECOND),
                outcome -> registered(((Outcome.Registered) outcome).client(), ttl),
                failure -> world.scheduler().after(10 * MILLISECOND, this::begin));
    }

    /** Whether its writes are to be done by their sequences, also where they overlap. */
    boolean isPromisedOrder() {
        return isPromisedOrder;
    }

    private void registered(long id, long ttl) {
        world.saw(Situation.CLIENT_REGISTERED);
        var begun = new Place(new Tenure(id, ttl), new Numbering());
        place = Optional.of(begun);
        if (random.nextInt(3) > 0) keepLater(begun);
        long life = Randomness.logarithmic(random, 100 * MILLISECOND, 20_000 * MILLISECOND);
        world.scheduler().after(life, () -> forget(begun));
    }

    private void keepLater(Place kept) {
        world.scheduler().after(kept.tenure().pauseNanos(), () -> keep(kept));
    }

    private void keep(Place kept) {
        if (isStopped || !isIn(kept)) return;
        requests.ask(
                CallKind.WRITE_ONCE,
                new Command.KeepClient(kept.tenure().client()),
                kept.tenure().patienceNanos(),
                outcome -> keepLater(kept),
                failure -> {
                    if (Tenure.isOver(failure.reason())) lost(kept.tenure().client());
                    else keepLater(kept);
                });
    }

    /** What is under way meanwhile may be done before that, or not at all. */
    private void forget(Place left) {
        if (isStopped || !isIn(left)) return;
        requests.ask(
                CallKind.WRITE_ONCE,
                new Command.ForgetClient(left.tenure().client()),
                1_000 * MILLISECOND,
                outcome -> {
                    world.saw(Situation.CLIENT_FORGOTTEN);
                    lost(left.tenure().client());
                },
                failure -> {
                    if (Tenure.isOver(failure.reason())) lost(left.tenure().client());
                });
    }

    private boolean isIn(Place its) {
        return place.isPresent() && place.get() == its;
    }

    private void lost(long id) {
        if (placeOf(id).isEmpty()) return;
        place = Optional.empty();
        failures = 0;
        begin();
    }

    /** How the next write is numbered; empty while the client is not registered. */
    Optional<Numbered> next() {
        if (place.isEmpty()) return Optional.empty();
        Numbering numbering = place.get().numbering();
        OptionalLong sequence = numbering.next();
        if (sequence.isEmpty()) return Optional.empty();
        return Optional.of(
                new Numbered(
                        this,
                        place.get().tenure().client(),
                        sequence.getAsLong(),
                        numbering.lowestUnanswered()));
    }

    /**
     * Whether a write that failed is sent again, under the same sequence, by another call. Of an
     * ordered client it must be, since no later write is done before; until the client leaves its
     * place to whatever becomes of it, and all that was under way there with it.
     */
    boolean insists(Numbered write, Failure failure) {
        InvariantViolation.require(
                !IS_WRONG.contains(failure.reason()), "%s is awaited, and is %s", write, failure);
        failures++;
        if (failure.reason() == Reason.CLIENT_UNKNOWN || failures > FAILURES_MAX) {
            lost(write.client());
        }
        return !isStopped
                && order == Command.Order.BY_SEQUENCE
                && placeOf(write.client()).isPresent()
                && !IS_FINAL.contains(failure.reason());
    }

    private Optional<Place> placeOf(long id) {
        return place.filter(its -> its.tenure().client() == id);
    }

    /** Nobody waits for a write any more. */
    void ended(Numbered write) {
        failures = 0;
        placeOf(write.client()).ifPresent(its -> its.numbering().ended(write.sequence()));
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public boolean isIdle() {
        return requests.areOver();
    }
}
