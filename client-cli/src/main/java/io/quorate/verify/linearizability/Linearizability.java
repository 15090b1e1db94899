package io.quorate.verify.linearizability;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Checks that a history is linearizable. Reads of a lower level, which promise less, are left out.
 * Of a range or a transaction, each key is checked for itself: that it was done as one is for
 * {@code revision} and {@code cycle} to see.
 */
public final class Linearizability {

    /**
     * How many operations are tried on one key before the checker gives up: what it remembers takes
     * about 150 bytes for each. A history without a violation takes about one for each operation.
     */
    public static final long STEPS_MAX_DEFAULT = 2_000_000;

    /** A search of narrower spans may take so many times the steps: it is the last there is. */
    private static final int NARROWED_STEPS = 4;

    /** Picks the model that a key is judged by. */
    public interface Models {

        /** The model of a key with these operations. */
        Model<?> of(String key, List<Operation> operations);
    }

    private Linearizability() {}

    /**
     * Checks with the models that the operations suggest, and the default bound.
     *
     * @throws IllegalArgumentException if a key is used in two ways
     */
    public static Verdict check(History history) {
        return check(history, STEPS_MAX_DEFAULT);
    }

    /** Checks with the models that the operations suggest, and another bound. */
    public static Verdict check(History history, long stepsMax) {
        return check(history, Keys::model, stepsMax);
    }

    /**
     * Checks key by key.
     *
     * @param stepsMax how many operations may be tried on one key; beyond, the verdict is {@link
     *     Verdict.Undecided}
     */
    public static Verdict check(History history, Models models, long stepsMax) {
        Verdict verdict = new Verdict.Holds(0);
        for (Map.Entry<String, List<Operation>> key : Keys.split(history).entrySet()) {
            verdict = verdict.and(ofKey(key.getKey(), models, key.getValue(), stepsMax));
        }
        return verdict;
    }

    /**
     * Checks with another bound, and with more than one way to look for an order of a key: if none
     * is found within the bound, the key is searched again, for longer, with narrower spans. An
     * order that is found so is one of the operations as they were.
     *
     * @param places as {@code narrowed} of {@link #check(History, String, UnaryOperator)}, asked
     *     for if a key needs it; whatever it says, a violation is only found in the operations as
     *     they were
     */
    public static Verdict check(
            History history, long stepsMax, Function<History, UnaryOperator<Operation>> places) {
        Verdict verdict = new Verdict.Holds(0);
        Map<String, List<Operation>> keys = Keys.split(history);
        Map<String, Verdict> undecided = new TreeMap<>();
        for (Map.Entry<String, List<Operation>> key : keys.entrySet()) {
            Verdict asItWas = ofKey(key.getKey(), Keys::model, key.getValue(), stepsMax);
            if (asItWas instanceof Verdict.Undecided) undecided.put(key.getKey(), asItWas);
            else verdict = verdict.and(asItWas);
        }
        if (undecided.isEmpty()) return verdict;
        UnaryOperator<Operation> narrowed = places.apply(history);
        for (Map.Entry<String, Verdict> key : undecided.entrySet()) {
            Verdict again =
                    narrowly(
                            key.getKey(),
                            keys.get(key.getKey()),
                            narrowed,
                            stepsMax * NARROWED_STEPS);
            verdict = verdict.and(again.holds() ? again : key.getValue());
        }
        return verdict;
    }

    /**
     * Checks one key alone, with what ranges and transactions say of it.
     *
     * @param narrowed an operation, or the part of one that concerns the key, with a narrower span
     *     between call and answer, if more is known of when it took effect
     */
    public static Verdict check(History history, String key, UnaryOperator<Operation> narrowed) {
        List<Operation> operations = Keys.split(history).getOrDefault(key, List.of());
        return narrowly(key, operations, narrowed, STEPS_MAX_DEFAULT);
    }

    private static Verdict narrowly(
            String key,
            List<Operation> operations,
            UnaryOperator<Operation> narrowed,
            long stepsMax) {
        List<Operation> inPlace =
                operations.stream()
                        .map(narrowed)
                        .sorted(Comparator.comparingLong(Operation::invoked))
                        .toList();
        return ofKey(key, Keys::model, inPlace, stepsMax);
    }

    private static Verdict ofKey(
            String key, Models models, List<Operation> operations, long stepsMax) {
        return switch (search(key, models, operations, stepsMax).run()) {
            case FOUND -> new Verdict.Holds(operations.size());
            case NONE -> {
                Anomaly anomaly = new Explanation(key, models, operations, stepsMax).anomaly();
                yield new Verdict.Violated(List.of(anomaly));
            }
            case OUT_OF_STEPS ->
                    new Verdict.Undecided(
                            "key "
                                    + key
                                    + ": no order of its "
                                    + operations.size()
                                    + " operations found within "
                                    + stepsMax
                                    + " steps");
        };
    }

    static Search<?> search(String key, Models models, List<Operation> operations, long stepsMax) {
        return search(models.of(key, operations), operations, stepsMax);
    }

    private static <S> Search<S> search(Model<S> model, List<Operation> operations, long stepsMax) {
        return new Search<>(model, Problem.of(model, operations), stepsMax);
    }
}
