package io.quorate.cli.verify;

import io.quorate.verify.Condition;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What one caller asks for next, drawn from a seed: reads and writes of a few registers, appends to
 * lists and reads of them, alone and in transactions. No two writes of a run store the same, so
 * that a reply tells whose write it shows. Owned by one thread.
 */
final class Draws {

    private static final int TRANSACTION_STEPS_MAX = 3;

    /** Of so many that are drawn, this is one kind. */
    private record Choice(int weight, Supplier<Invocation> draw) {}

    private final int client;
    private final SplittableRandom random;
    private final int registers;
    private final Lists lists;
    private final List<Choice> choices = new ArrayList<>();
    private final int weights;

    /** What this caller saw last in each register: its conditions are about that. */
    private final Map<String, Response.Found> seen = new TreeMap<>();

    private long written;

    Draws(int client, SplittableRandom random, int registers, Lists lists, Model model) {
        this.client = client;
        this.random = random;
        this.registers = registers;
        this.lists = lists;
        choices.add(new Choice(16, () -> new Invocation.Put(register(), unique())));
        choices.add(new Choice(10, this::putIf));
        choices.add(new Choice(4, () -> new Invocation.Delete(register())));
        choices.add(new Choice(10, () -> append(place())));
        choices.add(new Choice(8, this::transaction));
        if (model.includesLinearizability()) addReads(Level.LINEARIZABLE, 3);
        if (model.includesSessions()) {
            addReads(Level.SESSION, 3);
            addReads(Level.EVENTUAL, 1);
        }
        weights = choices.stream().mapToInt(Choice::weight).sum();
    }

    private void addReads(Level level, int share) {
        choices.add(new Choice(5 * share, () -> new Invocation.Get(register(), level)));
        choices.add(new Choice(2 * share, () -> readList(place(), level)));
        choices.add(new Choice(share, () -> range(level)));
    }

    Invocation next() {
        int left = random.nextInt(weights);
        for (Choice choice : choices) {
            left -= choice.weight();
            if (left < 0) return choice.draw().get();
        }
        throw new AssertionError("the weights add up to " + weights);
    }

    /** A number below a bound, for what else is up to chance. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Takes note of what came of an operation. */
    void saw(Invocation invocation, Outcome outcome) {
        if (invocation instanceof Invocation.Get get
                && outcome instanceof Outcome.Ok(Response.Found found, long _)) {
            seen.put(get.key(), found);
        }
    }

    /** All that is read last, so that what was written shows. */
    static List<Invocation> last(int registers, Lists lists) {
        List<Invocation> reads = new ArrayList<>();
        reads.add(range(Level.LINEARIZABLE));
        for (int i = 0; i < registers; i++) {
            reads.add(new Invocation.Get(register(i), Level.LINEARIZABLE));
        }
        for (String list : lists.all()) {
            reads.add(new Invocation.ReadList(list, Level.LINEARIZABLE));
        }
        return reads;
    }

    private static String register(int number) {
        return "r/" + number;
    }

    /** The registers lie between these bounds, and nothing else does. */
    private static Invocation range(Level level) {
        return new Invocation.Range("r/", "r0", level);
    }

    private String register() {
        return register(random.nextInt(registers));
    }

    private int place() {
        return random.nextInt(lists.atOnce());
    }

    private String unique() {
        return "c" + client + "-" + ++written;
    }

    private Invocation putIf() {
        String key = register();
        Optional<Response.Found> last = Optional.ofNullable(seen.get(key));
        Condition condition =
                last.isEmpty()
                        ? new Condition.IsAbsent()
                        : random.nextBoolean()
                                ? new Condition.HasRevision(last.get().modRevision())
                                : new Condition.HasValue(last.get().value());
        return new Invocation.PutIf(key, condition, unique());
    }

    private Invocation append(int place) {
        return new Invocation.Append(lists.appending(place), unique());
    }

    private Invocation readList(int place, Level level) {
        return new Invocation.ReadList(lists.current(place), level);
    }

    private Invocation transaction() {
        List<Invocation> steps = new ArrayList<>();
        int count = 1 + random.nextInt(TRANSACTION_STEPS_MAX);
        for (int i = 0; i < count; i++) {
            steps.add(
                    random.nextBoolean() ? append(place()) : readList(place(), Level.LINEARIZABLE));
        }
        return new Invocation.Transaction(steps);
    }
}
