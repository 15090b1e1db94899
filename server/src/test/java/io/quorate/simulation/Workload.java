package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Version;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What one caller wants, one thing after the other, until it is told to stop: reads and writes of
 * keys that all share; or a list under a key of its own, which it reads and then writes longer; or
 * to count.
 */
final class Workload implements Participant, Caller.Listener {

    /** A list longer than this is begun anew. */
    private static final int LIST_BYTES_MAX = 400;

    /** What a caller waits between two operations once the run has had enough of them. */
    private static final long SLOW_NANOS = 200_000_000;

    private final Caller caller;
    private final World world;
    private final Answers answers;
    private final SplittableRandom random;
    private final boolean keepsList;
    private final boolean counts;
    private final Writes writes;
    private final double writing;
    private final double eventual;
    private final Sessions sessions;
    private final SplittableRandom freshness;
    private final Optional<SimulatedSession> own;
    private Optional<Counting> counting = Optional.empty();
    private boolean isStopped;

    /**
     * @param registrant who numbers its writes, if its client has that done
     * @param number unique among all callers of the run
     */
    Workload(
            SimulatedClient client,
            World world,
            Answers answers,
            Sessions sessions,
            Optional<Registrant> registrant,
            Leases leases,
            int number) {
        this.world = world;
        this.answers = answers;
        random = world.randomness().of("workload", number);
        caller = new Caller(client, world, answers, number, registrant, this);
        keepsList = random.nextInt(5) == 0;
        counts = random.nextDouble() < world.swarm().mix().counting();
        writes = new Writes(world, answers, leases, number);
        writing = 0.2 + random.nextDouble(0.7);
        eventual = random.nextDouble(0.6);
        this.sessions = sessions;
        freshness = world.randomness().of("freshness", number);
        boolean isInSession = !keepsList && !counts && freshness.nextInt(5) < 3;
        own = isInSession ? Optional.of(sessions.begin()) : Optional.empty();
    }

    @Override
    public void begin() {
        world.scheduler().after(think(), this::next);
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public boolean isIdle() {
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
        Optional<SimulatedSession> session = own.map(sessions::next);
        Operation.Wish wish = keepsList ? readList() : counts ? count() : anything(session);
        caller.call(wish, session.filter(_ -> !isBounded(wish)), timeout());
    }

    private long timeout() {
        return Randomness.logarithmic(random, 100_000_000, 3_000_000_000L);
    }

    private Operation.Wish anything(Optional<SimulatedSession> session) {
        if (random.nextDouble() < writing) return writes.any();
        if (random.nextInt(10) == 0) return new Operation.Wish.Range(level(session));
        return new Operation.Wish.Get(writes.anyKey(), level(session));
    }

    private Operation.Wish count() {
        Bytes key = Bytes.utf8("count" + random.nextInt(world.swarm().mix().counters()));
        Counting begun =
                random.nextDouble() < writing
                        ? new Increment(answers, caller.number(), key, level(Optional.empty()))
                        : new CounterRead(answers, caller.number(), key, level(Optional.empty()));
        counting = Optional.of(begun);
        return begun.first();
    }

    private Operation.Level level(Optional<SimulatedSession> session) {
        boolean isEventual = random.nextDouble() < eventual;
        if (freshness.nextInt(8) == 0) {
            long nanos = Randomness.logarithmic(freshness, 1_000_000, 2_000_000_000);
            return new Operation.Level.Bounded(nanos);
        }
        if (session.isPresent()) {
            return session.get().level(Randomness.logarithmic(freshness, 1_000_000, 2_000_000_000));
        }
        return isEventual ? new Operation.Level.Eventual() : new Operation.Level.Linearizable();
    }

    /** It asks for a time and not for what the session has met, so it is none of its reads. */
    private static boolean isBounded(Operation.Wish wish) {
        return switch (wish) {
            case Operation.Wish.Get get -> get.level() instanceof Operation.Level.Bounded;
            case Operation.Wish.Range range -> range.level() instanceof Operation.Level.Bounded;
            case Operation.Wish.Put _,
                    Operation.Wish.Delete _,
                    Operation.Wish.DeleteRange _,
                    Operation.Wish.PutIf _,
                    Operation.Wish.Txn _,
                    Operation.Wish.Behind _ ->
                    false;
        };
    }

    private Bytes listKey() {
        return Bytes.utf8("list" + caller.number());
    }

    private Operation.Wish readList() {
        return new Operation.Wish.Get(listKey(), new Operation.Level.Linearizable());
    }

    @Override
    public void ended(Operation operation, Optional<Operation.Reply> reply) {
        reply.ifPresent(its -> writes.saw(operation.wish, its));
        Optional<Operation.Wish> next = counting.flatMap(its -> its.after(operation, reply));
        if (next.isPresent()) {
            caller.call(next.get(), Optional.empty(), timeout());
            return;
        }
        counting = Optional.empty();
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
        caller.call(new Operation.Wish.Put(listKey(), longer), Optional.empty(), timeout());
    }
}
