package io.quorate.verify.revision;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Condition;
import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** At which revision each write took effect, as far as replies tell. */
final class Placement {

    private record Stored(String key, String value) {}

    private final NavigableMap<Long, Operation> writes = new TreeMap<>();
    private final Map<Integer, Long> revisions = new HashMap<>();
    private final List<Operation> unplaced = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    private Placement() {}

    static Placement of(History history) {
        Placement placement = new Placement();
        Map<Stored, Operation> unknown = unknownPuts(history);
        for (Operation operation : history.operations()) {
            if (operation.isOk() && operation.mayHaveWritten()) {
                placement.put(operation, operation.revision());
            }
        }
        if (!unknown.isEmpty()) {
            for (Operation operation : history.operations()) placement.learn(operation, unknown);
        }
        for (Operation operation : history.operations()) {
            boolean isOpen = operation.isUnknown() && operation.mayHaveWritten();
            if (isOpen && !placement.revisions.containsKey(operation.id())) {
                placement.unplaced.add(operation);
            }
        }
        return placement;
    }

    /** Unknown operations that alone stored a value under a key. */
    private static Map<Stored, Operation> unknownPuts(History history) {
        Map<Stored, Operation> unknown = new HashMap<>();
        Set<Stored> once = new HashSet<>();
        Set<Stored> twice = new HashSet<>();
        for (Operation operation : history.operations()) {
            for (Invocation step : Steps.of(operation.invocation())) {
                Stored stored =
                        switch (step) {
                            case Invocation.Put(String key, String value) -> new Stored(key, value);
                            case Invocation.PutIf(String key, Condition condition, String value) ->
                                    new Stored(key, value);
                            default -> null;
                        };
                if (stored == null) continue;
                if (!once.add(stored)) twice.add(stored);
                if (operation.isUnknown()) unknown.put(stored, operation);
            }
        }
        unknown.keySet().removeAll(twice);
        return unknown;
    }

    private void put(Operation operation, long revision) {
        if (revision <= 0) {
            anomalies.add(
                    new Anomaly(
                            "write without a revision",
                            "it was done, but the reply does not say at which revision",
                            List.of(operation)));
            return;
        }
        Operation other = writes.putIfAbsent(revision, operation);
        revisions.put(operation.id(), revision);
        if (other != null) {
            anomalies.add(
                    new Anomaly(
                            "two writes at one revision",
                            "both took effect at revision " + revision,
                            List.of(other, operation)));
        }
    }

    /** Takes from a reply at which revision an unknown put took effect. */
    private void learn(Operation reader, Map<Stored, Operation> unknown) {
        if (!(reader.outcome() instanceof Outcome.Ok(Response response, long revision))) return;
        List<Invocation> steps = Steps.of(reader.invocation());
        List<Response> answers = Steps.of(response);
        for (int i = 0; i < steps.size(); i++) {
            Invocation step = steps.get(i);
            switch (answers.get(i)) {
                case Response.Found(String value, long modRevision) ->
                        learn(reader, step.onlyKey().orElse(""), value, modRevision, unknown);
                case Response.Pairs(List<Response.Pair> pairs) -> {
                    for (Response.Pair pair : pairs) {
                        learn(reader, pair.key(), pair.value(), pair.modRevision(), unknown);
                    }
                }
                default -> {}
            }
        }
    }

    private void learn(
            Operation reader,
            String key,
            String value,
            long modRevision,
            Map<Stored, Operation> unknown) {
        Operation writer = unknown.get(new Stored(key, value));
        if (writer == null || modRevision == 0) return;
        Long known = revisions.get(writer.id());
        if (known == null) {
            put(writer, modRevision);
        } else if (known != modRevision) {
            anomalies.add(
                    new Anomaly(
                            "one write at two revisions",
                            "it was seen at revision " + known + ", and then at " + modRevision,
                            List.of(writer, reader)));
        }
    }

    /** The writes whose revision is known. */
    NavigableMap<Long, Operation> writes() {
        return writes;
    }

    /** The unknown writes that no reply shows at a revision. */
    List<Operation> unplaced() {
        return unplaced;
    }

    /** What is wrong so far; grows. */
    List<Anomaly> anomalies() {
        return anomalies;
    }

    /** The revision that an operation made or saw; -1 if nobody knows. */
    long revisionOf(Operation operation) {
        if (operation.isOk()) return operation.revision();
        return revisions.getOrDefault(operation.id(), -1L);
    }

    /** Whether no write is known to have taken effect at some revision within the bounds. */
    boolean isFreeBetween(long after, long upTo) {
        if (after >= upTo) return false;
        return writes.subMap(after, false, upTo, true).size() < upTo - after;
    }
}
