package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrival;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What one caller wants, one thing after the other, until it is told to stop: reads and writes of
 * keys that all share, or a list under a key of its own, which it reads and then writes longer.
 */
final class Workload implements Caller.Listener {

    /** A list longer than this is begun anew. */
    private static final int LIST_BYTES_MAX = 400;

    /** What a caller waits between two operations once the run has had enough of them. */
    private static final long SLOW_NANOS = 200_000_000;

    private final Caller caller;
    private final World world;
    private final Answers answers;
    private final SplittableRandom random;
    private final boolean keepsList;
    private final double writes;
    private final double eventual;
    private boolean isStopped;

    Workload(SimulatedClient client, World world, Answers answers, int number) {
        this.world = world;
        this.answers = answers;
        random = world.randomness().of("workload", number);
        caller = new Caller(client, world, answers, number, this);
        keepsList = random.nextInt(5) == 0;
        writes = 0.2 + random.nextDouble(0.7);
        eventual = random.nextDouble(0.6);
    }

    void begin() {
        world.scheduler().after(think(), this::next);
    }

    void stop() {
        isStopped = true;
    }

    boolean isIdle() {
        return !caller.isCalling();
    }

    /** Callers that have had their share are in no hurry: the faults go on without them too. */
    private long think() {
        boolean isEarly = answers.begun() > 3 * world.swarm().operationsMin() / 2;
        long usual = world.swarm().thinkNanos();
        return Randomness.exponential(random, isEarly ? SLOW_NANOS : usual);
    }

    private void next() {
        if (isStopped) return;
        caller.call(keepsList ? readList() : anything(), timeout());
    }

    private long timeout() {
        return Randomness.logarithmic(random, 100_000_000, 3_000_000_000L);
    }

    private Operation.Wish anything() {
        Bytes key = Bytes.utf8("k" + random.nextInt(world.swarm().keys()));
        if (random.nextDouble() < writes) {
            if (random.nextInt(8) == 0) return new Operation.Wish.Delete(key);
            int bytes = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(60);
            return new Operation.Wish.Put(key, Values.of(answers.next(), bytes));
        }
        if (random.nextInt(10) == 0) return new Operation.Wish.Range(level());
        return new Operation.Wish.Get(key, level());
    }

    private Arrival.Level level() {
        return random.nextDouble() < eventual ? Arrival.Level.EVENTUAL : Arrival.Level.LINEARIZABLE;
    }

    private Bytes listKey() {
        return Bytes.utf8("list" + caller.number());
    }

    private Operation.Wish readList() {
        return new Operation.Wish.Get(listKey(), Arrival.Level.LINEARIZABLE);
    }

    @Override
    public void ended(Operation operation, Optional<Operation.Reply> reply) {
        boolean isListRead = keepsList && operation.wish instanceof Operation.Wish.Get;
        if (isListRead && reply.isPresent() && !isStopped) {
            append(((Operation.Reply.Found) reply.get()).version().map(Version::value));
        } else {
            world.scheduler().after(think(), this::next);
        }
    }

    private void append(Optional<Bytes> found) {
        Bytes list = found.filter(value -> value.size() < LIST_BYTES_MAX).orElse(Bytes.EMPTY);
        Bytes longer = Values.appended(answers.next(), list);
        caller.call(new Operation.Wish.Put(listKey(), longer), timeout());
    }
}
