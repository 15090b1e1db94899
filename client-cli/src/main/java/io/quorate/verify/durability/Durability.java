package io.quorate.verify.durability;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Condition;
import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares what each replica holds when all is over with what was acknowledged: puts, conditional
 * puts and deletes of single keys. Goes by revisions.
 */
public final class Durability {

    private final Map<String, Operation> lastAcknowledged = new TreeMap<>();
    private final Map<String, List<Operation>> writers = new HashMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    private Durability() {}

    /**
     * Checks a last scan of every replica.
     *
     * @param history everything that was ever done to these replicas
     * @param scans all pairs of each replica, by the replica's name
     */
    public static Verdict check(History history, SortedMap<String, List<Response.Pair>> scans) {
        Durability check = new Durability();
        history.operations().forEach(check::note);
        scans.forEach(check::compare);
        return Verdict.of((long) scans.size() * check.lastAcknowledged.size(), check.anomalies);
    }

    private void note(Operation operation) {
        Invocation invocation = operation.invocation();
        boolean isOfValues =
                switch (invocation) {
                    case Invocation.Put put -> true;
                    case Invocation.PutIf putIf -> true;
                    case Invocation.Delete delete -> true;
                    default -> false;
                };
        if (!isOfValues) return;
        String key = invocation.onlyKey().orElseThrow();
        writers.computeIfAbsent(key, none -> new ArrayList<>()).add(operation);
        if (!operation.isOk() || !operation.mayHaveWritten()) return;
        lastAcknowledged.merge(
                key, operation, (one, other) -> one.revision() >= other.revision() ? one : other);
    }

    private static Optional<String> value(Operation operation) {
        return switch (operation.invocation()) {
            case Invocation.Put(String key, String value) -> Optional.of(value);
            case Invocation.PutIf(String key, Condition condition, String value) ->
                    Optional.of(value);
            default -> Optional.empty();
        };
    }

    private void compare(String replica, List<Response.Pair> scan) {
        Map<String, Response.Pair> held = new HashMap<>();
        for (Response.Pair pair : scan) {
            if (held.put(pair.key(), pair) != null) add("duplicated", replica, pair.key());
            origin(replica, pair);
        }
        lastAcknowledged.forEach(
                (key, last) -> compare(replica, Optional.ofNullable(held.get(key)), last));
    }

    /** Somebody stored what is there, and was not told that it failed. */
    private void origin(String replica, Response.Pair pair) {
        List<Operation> all = writers.getOrDefault(pair.key(), List.of());
        List<Operation> storers =
                all.stream()
                        .filter(writer -> value(writer).equals(Optional.of(pair.value())))
                        .toList();
        if (storers.isEmpty()) {
            add("thin air", replica, "nobody stored " + pair.key() + " = " + pair.value());
        } else if (storers.stream().noneMatch(Operation::mayHaveWritten)) {
            add("failed write survives", replica, pair.key(), storers.getFirst());
        }
    }

    private void compare(String replica, Optional<Response.Pair> held, Operation last) {
        String key = last.invocation().onlyKey().orElseThrow();
        if (held.isEmpty()) {
            boolean mayBeGone =
                    value(last).isEmpty()
                            || writers.get(key).stream()
                                    .anyMatch(
                                            writer ->
                                                    writer.isUnknown() && value(writer).isEmpty());
            if (!mayBeGone) add("lost", replica, key + " is not there", last);
            return;
        }
        long modRevision = held.get().modRevision();
        if (modRevision < last.revision()) {
            add("stale", replica, key + " is of revision " + modRevision, last);
        } else if (modRevision == last.revision()
                && !value(last).equals(Optional.of(held.get().value()))) {
            add("changed", replica, key + " is " + held.get().value(), last);
        } else if (modRevision > last.revision() && !isOfUnknown(key, held.get().value())) {
            add("unasked", replica, key + " was changed at revision " + modRevision, last);
        }
    }

    private boolean isOfUnknown(String key, String value) {
        return writers.get(key).stream()
                .anyMatch(writer -> writer.isUnknown() && value(writer).equals(Optional.of(value)));
    }

    private void add(String name, String replica, String what, Operation... operations) {
        anomalies.add(new Anomaly(name, "on " + replica + ": " + what, List.of(operations)));
    }
}
