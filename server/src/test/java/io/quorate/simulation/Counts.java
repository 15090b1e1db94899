package io.quorate.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How often each situation was met, how long the runs were, and how many operations they had. */
final class Counts {

    private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);
    private long seeds;
    private long simulatedNanos;
    private long events;
    private long operations;
    private long fewestOperations = Long.MAX_VALUE;
    private long entries;

    void saw(Situation situation) {
        situations.merge(situation, 1L, Long::sum);
    }

    long of(Situation situation) {
        return situations.getOrDefault(situation, 0L);
    }

    long seeds() {
        return seeds;
    }

    long operations() {
        return operations;
    }

    /** How many operations the run with the fewest of them had. */
    long fewestOperations() {
        return fewestOperations;
    }

    /** A run has ended. */
    void ran(long nanos, long itsEvents, long itsOperations, long itsEntries) {
        seeds++;
        simulatedNanos += nanos;
        events += itsEvents;
        operations += itsOperations;
        fewestOperations = Math.min(fewestOperations, itsOperations);
        entries += itsEntries;
    }

    /** Adds another's counts to these. */
    void add(Counts other) {
        other.situations.forEach(
                (situation, count) -> situations.merge(situation, count, Long::sum));
        seeds += other.seeds;
        simulatedNanos += other.simulatedNanos;
        events += other.events;
        operations += other.operations;
        fewestOperations = Math.min(fewestOperations, other.fewestOperations);
        entries += other.entries;
    }

    /** The wanted situations that were not met. */
    List<Situation> missed() {
        List<Situation> missed = new ArrayList<>();
        for (Situation situation : Situation.values()) {
            if (situation.isWanted() && of(situation) == 0) missed.add(situation);
        }
        return missed;
    }

    /** All of it in one line that {@link #parse} reads. */
    String line() {
        var line = new StringBuilder();
        line.append("seeds=").append(seeds);
        line.append(" simulatedNanos=").append(simulatedNanos);
        line.append(" events=").append(events);
        line.append(" operations=").append(operations);
        line.append(" fewestOperations=").append(fewestOperations);
        line.append(" entries=").append(entries);
        for (Situation situation : Situation.values()) {
            line.append(' ').append(situation).append('=').append(of(situation));
        }
        return line.toString();
    }

    /** Reads a {@link #line}. */
    static Counts parse(String line) {
        var counts = new Counts();
        for (String field : line.trim().split(" ", -1)) {
            String name = field.substring(0, field.indexOf('='));
            long value = Long.parseLong(field.substring(field.indexOf('=') + 1));
            switch (name) {
                case "seeds" -> counts.seeds = value;
                case "simulatedNanos" -> counts.simulatedNanos = value;
                case "events" -> counts.events = value;
                case "operations" -> counts.operations = value;
                case "fewestOperations" -> counts.fewestOperations = value;
                case "entries" -> counts.entries = value;
                default -> counts.situations.put(Situation.valueOf(name), value);
            }
        }
        return counts;
    }

    /** For people: the figures first, then every situation. */
    String report() {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d seeds, %.1f simulated hours, %d events, %d client operations"
                                + " (at least %d a seed), %d log entries%n",
                        seeds,
                        simulatedNanos / 3.6e12,
                        events,
                        operations,
                        fewestOperations,
                        entries));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d elections, %d crashes, %d partitions, %d snapshot installs,"
                                + " %d configuration changes%n",
                        of(Situation.LEADER_ELECTED),
                        of(Situation.CRASH),
                        of(Situation.PARTITION),
                        of(Situation.SNAPSHOT_INSTALLED),
                        of(Situation.CONFIGURATION_CHANGED)));
        for (Situation situation : Situation.values()) {
            String name = situation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            text.append(String.format(Locale.ROOT, "  %-32s %12d%n", name, of(situation)));
        }
        return text.toString();
    }
}
