package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What one caller writes to the keys that all share: one key, whatever is there; one key, if it is
 * still what the caller saw last; or several at once, with reads in between.
 */
final class Writes {

    /** A transaction has keys to choose from even where the callers share few. */
    private static final int KEYS_TOGETHER = 4;

    private static final int STEPS_MAX = 6;

    /** How many keys are removed at once, at most. */
    private static final int RANGE_KEYS_MAX = 4;

    private static final int BYTES_MAX = 2_000;

    /** All values of a request together fit in the smallest batch of a journal. */
    private static final int BYTES_MAX_OF_SEVERAL = 400;

    /** How long a key is to live that is put for a time. */
    private static final long TTL_NANOS_MIN = 50_000_000;

    private static final long TTL_NANOS_MAX = 1_000_000_000;

    private record Seen(long modRevision, Bytes value) {}

    private final World world;
    private final Answers answers;
    private final Leases leases;
    private final SplittableRandom random;
    private final Map<Bytes, Optional<Seen>> lastSeen = new TreeMap<>();

    Writes(World world, Answers answers, Leases leases, int number) {
        this.world = world;
        this.answers = answers;
        this.leases = leases;
        random = world.randomness().of("writes", number);
    }

    Bytes anyKey() {
        return key(random.nextInt(world.swarm().keys()));
    }

    private static Bytes key(int number) {
        return Bytes.utf8("k" + number);
    }

    /** The next write. */
    Operation.Wish any() {
        double kind = random.nextDouble();
        Swarm.Mix mix = world.swarm().mix();
        if (kind < mix.conditional()) return conditional(anyKey());
        if (kind < mix.conditional() + mix.together()) return together();
        return random.nextInt(40) == 0 ? removal() : change(anyKey(), BYTES_MAX);
    }

    /** Some keys that stand beside one another, all at once. */
    private Operation.Wish removal() {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < world.swarm().keys(); i++) keys.add(key(i));
        keys.sort(Comparator.naturalOrder());
        int first = random.nextInt(keys.size());
        int behind = Math.min(keys.size(), first + 1 + random.nextInt(RANGE_KEYS_MAX));
        return new Operation.Wish.DeleteRange(List.copyOf(keys.subList(first, behind)));
    }

    private Operation.Step change(Bytes key, int bytesMax) {
        return random.nextInt(8) == 0 ? new Operation.Wish.Delete(key) : put(key, bytesMax);
    }

    private Operation.Step put(Bytes key, int bytesMax) {
        boolean isLeased = random.nextDouble() < world.swarm().mix().leased();
        if (!isLeased) return new Operation.Wish.Put(key, value(bytesMax));
        if (random.nextInt(3) > 0) {
            return new Operation.Wish.Put(key, value(bytesMax), leases.any(random), 0);
        }
        long ttl = Randomness.logarithmic(random, TTL_NANOS_MIN, TTL_NANOS_MAX);
        return new Operation.Wish.Put(key, value(bytesMax), 0, ttl);
    }

    private Bytes value(int bytesMax) {
        int bytes = random.nextInt(10) == 0 ? random.nextInt(bytesMax) : random.nextInt(60);
        return Values.of(answers.next(), bytes);
    }

    private Operation.Wish conditional(Bytes key) {
        Optional<Seen> seen = lastSeen.getOrDefault(key, Optional.empty());
        if (random.nextInt(10) == 0) seen = Optional.empty();
        Operation.Condition condition =
                seen.isEmpty()
                        ? new Operation.Condition.IsAbsent()
                        : random.nextBoolean()
                                ? new Operation.Condition.HasRevision(seen.get().modRevision())
                                : new Operation.Condition.HasValue(seen.get().value());
        return new Operation.Wish.PutIf(key, condition, value(BYTES_MAX_OF_SEVERAL));
    }

    /** Changes no key twice, as a transaction must not, and reads any. */
    private Operation.Wish together() {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < Math.max(KEYS_TOGETHER, world.swarm().keys()); i++) keys.add(key(i));
        List<Operation.Step> steps = new ArrayList<>();
        steps.add(put(anyOf(keys), BYTES_MAX_OF_SEVERAL));
        for (int i = 1 + random.nextInt(STEPS_MAX - 1); i > 0; i--) {
            int place = random.nextInt(steps.size() + 1);
            boolean isChange = random.nextInt(4) > 0 && !keys.isEmpty();
            steps.add(place, isChange ? change(anyOf(keys), BYTES_MAX_OF_SEVERAL) : read());
        }
        return new Operation.Wish.Txn(steps);
    }

    private Bytes anyOf(List<Bytes> keys) {
        return keys.remove(random.nextInt(keys.size()));
    }

    private Operation.Step read() {
        return random.nextInt(3) == 0
                ? new Operation.Wish.Range(new Operation.Level.Linearizable())
                : new Operation.Wish.Get(anyKey(), new Operation.Level.Linearizable());
    }

    /** The caller got an answer: it is what the next condition will rest on. */
    void saw(Operation.Wish wish, Operation.Reply reply) {
        switch (reply) {
            case Operation.Reply.Done(long revision) -> {
                switch (wish) {
                    case Operation.Wish.Put put -> saw(put.key(), revision, put.value());
                    case Operation.Wish.PutIf put -> saw(put.key(), revision, put.value());
                    case Operation.Wish.Delete _,
                            Operation.Wish.DeleteRange _,
                            Operation.Wish.Get _,
                            Operation.Wish.Range _,
                            Operation.Wish.Txn _,
                            Operation.Wish.Behind _ ->
                            throw new AssertionError(wish + " is answered with " + reply);
                }
            }
            case Operation.Reply.Deleted _ ->
                    lastSeen.put(((Operation.Wish.Delete) wish).key(), Optional.empty());
            case Operation.Reply.DeletedAll _ -> {
                for (Bytes key : ((Operation.Wish.DeleteRange) wish).keys()) {
                    lastSeen.put(key, Optional.empty());
                }
            }
            case Operation.Reply.Found found ->
                    saw(((Operation.Wish.Get) wish).key(), found.version());
            case Operation.Reply.Unmet unmet ->
                    saw(((Operation.Wish.PutIf) wish).key(), unmet.version());
            case Operation.Reply.FoundAll all -> {
                for (var each : all.versions()) saw(each.key(), Optional.of(each.version()));
            }
            case Operation.Reply.Each each -> {
                List<Operation.Step> steps = ((Operation.Wish.Txn) wish).steps();
                for (int i = 0; i < steps.size(); i++) saw(steps.get(i), each.steps().get(i));
            }
        }
    }

    private void saw(Bytes key, Optional<Version> version) {
        lastSeen.put(key, version.map(its -> new Seen(its.modRevision(), its.value())));
    }

    private void saw(Bytes key, long revision, Bytes value) {
        lastSeen.put(key, Optional.of(new Seen(revision, value)));
    }
}
