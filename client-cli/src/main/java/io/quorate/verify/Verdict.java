package io.quorate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a checker says of a history. Only {@link Holds} is good: not to know is a failure too. */
public sealed interface Verdict {

    /**
     * The property holds.
     *
     * @param checked how many operations were looked at: a check of nothing holds too
     */
    record Holds(long checked) implements Verdict {}

    /** It does not. */
    record Violated(List<Anomaly> anomalies) implements Verdict {

        /** Copies the list; there is at least one. */
        public Violated {
            anomalies = List.copyOf(anomalies);
            if (anomalies.isEmpty()) throw new IllegalArgumentException("violated by nothing");
        }

        @Override
        public String toString() {
            return anomalies.stream().map(Anomaly::toString).collect(Collectors.joining("\n"));
        }
    }

    /** The checker reached its bound of work before it knew. */
    record Undecided(String why) implements Verdict {}

    /** Whether the property holds, and is known to. */
    default boolean holds() {
        return this instanceof Holds;
    }

    /** Violated if there is any anomaly, else it holds. */
    static Verdict of(long checked, List<Anomaly> anomalies) {
        return anomalies.isEmpty() ? new Holds(checked) : new Violated(anomalies);
    }

    /** The worse of two; of two violations, all anomalies. */
    default Verdict and(Verdict other) {
        return switch (this) {
            case Holds(long checked) ->
                    other instanceof Holds(long more) ? new Holds(checked + more) : other;
            case Undecided undecided -> other instanceof Violated ? other : this;
            case Violated(List<Anomaly> anomalies) -> {
                if (!(other instanceof Violated(List<Anomaly> more))) yield this;
                List<Anomaly> all = new ArrayList<>(anomalies);
                all.addAll(more);
                yield new Violated(all);
            }
        };
    }
}
