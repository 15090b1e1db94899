package io.quorate.simulation;

import io.quorate.core.Bytes;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One who takes a lock, writes behind its fence, and gives it up, or goes away with it. A lock that
 * another holds is taken from him now and then, as the end of a lease would: he is not told, and
 * writes on. Who learns that it is so may not believe it at once.
 */
final class LockHolder implements Participant, Caller.Listener {

    private static final long MILLISECOND = 1_000_000;
    private static final int WRITES_MAX = 8;

    private final World world;
    private final Answers answers;
    private final Caller caller;
    private final SplittableRandom random;
    private final Bytes lock;
    private long created;
    private int writesLeft;
    private boolean isStopped;

    /**
     * @param lock of several who want it
     * @param number unique among all callers of the run
     */
    LockHolder(
            SimulatedClient client,
            World world,
            Answers answers,
            Optional<Registrant> registrant,
            Bytes lock,
            int number) {
        this.world = world;
        this.answers = answers;
        this.lock = lock;
        caller = new Caller(client, world, answers, number, registrant, this);
        random = world.randomness().of("lock holder", number);
    }

    @Override
    public void begin() {
        later(500 * MILLISECOND);
    }

    private void later(long mostNanos) {
        long pause = Randomness.logarithmic(random, MILLISECOND, mostNanos);
        world.scheduler().after(pause, this::next);
    }

    private void next() {
        if (isStopped) return;
        call(created == 0 ? take() : writesLeft > 0 ? write() : new Operation.Wish.Delete(lock));
    }

    private void call(Operation.Wish wish) {
        long timeout = Randomness.logarithmic(random, 50 * MILLISECOND, 2_000 * MILLISECOND);
        caller.call(wish, Optional.empty(), timeout);
    }

    private Operation.Wish take() {
        Bytes value = Values.of(answers.next(), 0);
        return new Operation.Wish.PutIf(lock, new Operation.Condition.IsAbsent(), value);
    }

    private Operation.Wish write() {
        writesLeft--;
        Bytes value = Values.of(answers.next(), random.nextInt(40));
        var put = new Operation.Wish.Put(Bytes.utf8("guarded"), value);
        if (random.nextBoolean()) return new Operation.Wish.Behind(lock, created, put);
        var another = new Operation.Wish.Put(Bytes.utf8("guarded too"), value);
        return new Operation.Wish.Behind(
                lock, created, new Operation.Wish.Txn(List.of(put, another)));
    }

    @Override
    public void ended(Operation operation, Optional<Operation.Reply> reply) {
        switch (operation.wish) {
            case Operation.Wish.PutIf _ -> asked(reply);
            case Operation.Wish.Delete _ -> created = 0;
            case Operation.Wish.Behind _ -> {
                boolean isLost = operation.fate == Operation.Fate.NOT_DONE;
                if (isLost && random.nextBoolean()) created = 0;
            }
            case Operation.Wish.Put _,
                    Operation.Wish.Get _,
                    Operation.Wish.Range _,
                    Operation.Wish.DeleteRange _,
                    Operation.Wish.Txn _ ->
                    throw new AssertionError("it did not ask for " + operation);
        }
        if (!isStopped && mayTake(reply)) breakIt();
        else later(random.nextInt(5) == 0 ? 3_000 * MILLISECOND : 200 * MILLISECOND);
    }

    private void asked(Optional<Operation.Reply> reply) {
        if (reply.isEmpty()) return;
        if (!(reply.get() instanceof Operation.Reply.Done(long revision))) return;
        world.saw(Situation.LOCK_TAKEN);
        created = revision;
        writesLeft = 1 + random.nextInt(WRITES_MAX);
    }

    /** Another holds it, and may have gone away with it. */
    private boolean mayTake(Optional<Operation.Reply> reply) {
        return reply.isPresent()
                && reply.get() instanceof Operation.Reply.Unmet
                && random.nextInt(3) == 0;
    }

    private void breakIt() {
        world.saw(Situation.LOCK_TAKEN_FROM_ANOTHER);
        call(new Operation.Wish.Delete(lock));
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public boolean isIdle() {
        return !caller.isCalling();
    }
}
