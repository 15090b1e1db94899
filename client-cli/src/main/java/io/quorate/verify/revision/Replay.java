package io.quorate.verify.revision;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plays a history in the order of its revisions, and compares every reply. */
final class Replay {

    private final History history;
    private final Placement placement;
    private final List<Anomaly> anomalies;
    private final Set<String> doubtful = new TreeSet<>();
    private final Rows rows = new Rows();
    private final Map<String, List<Operation>> unplaced = new HashMap<>();
    private final Map<Integer, Long> floors = new HashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private final Map<String, List<String>> longest = new HashMap<>();

    Replay(History history, Placement placement, List<Anomaly> anomalies) {
        this.history = history;
        this.placement = placement;
        this.anomalies = anomalies;
        for (Operation operation : placement.unplaced()) {
            for (Invocation step : Steps.of(operation.invocation())) {
                step.onlyKey()
                        .ifPresent(
                                key ->
                                        unplaced.computeIfAbsent(key, none -> new ArrayList<>())
                                                .add(operation));
            }
        }
    }

    /** Writes come before what saw their revision; reads of one revision, in their order. */
    void run() {
        if (!unplaced.isEmpty()) prepare();
        List<Operation> placed = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (placement.revisionOf(operation) >= 0 && !operation.isFail()) placed.add(operation);
        }
        placed.sort(
                Comparator.comparingLong(placement::revisionOf)
                        .thenComparing(operation -> operation.mayHaveWritten() ? 0 : 1));
        for (Operation operation : placed) play(operation);
    }

    /** What unknown writes need: the revisions they must come after, and the order of lists. */
    private void prepare() {
        List<Operation> answered =
                history.operations().stream()
                        .filter(Operation::isOk)
                        .sorted(Comparator.comparingLong(Operation::completed))
                        .toList();
        int next = 0;
        long floor = 0;
        for (Operation operation : placement.unplaced()) {
            while (next < answered.size() && answered.get(next).precedes(operation)) {
                floor = Math.max(floor, answered.get(next++).revision());
            }
            floors.put(operation.id(), floor);
        }
        for (Operation operation : answered) {
            List<Invocation> steps = Steps.of(operation.invocation());
            List<Response> answers = Steps.of(operation.response().orElseThrow());
            for (int i = 0; i < steps.size(); i++) {
                if (!(answers.get(i) instanceof Response.Elements(List<String> elements))) continue;
                String key = steps.get(i).onlyKey().orElseThrow();
                longest.merge(
                        key, elements, (one, other) -> one.size() >= other.size() ? one : other);
            }
        }
    }

    private void play(Operation operation) {
        long revision = placement.revisionOf(operation);
        List<Invocation> steps = Steps.of(operation.invocation());
        if (!(operation.outcome() instanceof Outcome.Ok(Response response, long told))) {
            for (Invocation step : steps) apply(step, revision);
            return;
        }
        List<Response> answers = Steps.of(response);
        for (int i = 0; i < steps.size(); i++) {
            play(operation, steps.get(i), answers.get(i), revision);
        }
    }

    private void play(Operation operation, Invocation step, Response answer, long revision) {
        long upTo = operation.mayHaveWritten() ? revision - 1 : revision;
        if (!unplaced.isEmpty()) placeUnknownAppends(operation, step, answer, upTo);
        if (!explains(operation, step, answer)
                && !isExplainedByUnknowns(operation, step, answer, upTo)
                && !isDoubtful(step)) {
            anomalies.add(
                    new Anomaly(
                            "unexplained reply",
                            "at revision " + revision + " there is " + rows.describe(step),
                            List.of(operation)));
            rows.believe(step, answer);
        }
        boolean isDone =
                !(answer instanceof Response.NotStored) && !(answer instanceof Response.Absent);
        if (isDone) apply(step, revision);
    }

    /**
     * Which unknown conditional puts took effect can depend on each other in ways that a single
     * pass cannot find out: such a key is left to a search.
     */
    private boolean isDoubtful(Invocation step) {
        String key = step.onlyKey().orElse("");
        boolean hasUnknownConditions =
                placement.unplaced().stream()
                        .map(Operation::invocation)
                        .anyMatch(
                                invocation ->
                                        invocation instanceof Invocation.PutIf putIf
                                                && putIf.key().equals(key));
        if (hasUnknownConditions) doubtful.add(key);
        return hasUnknownConditions;
    }

    /** The keys that the replay could not explain, and does not call wrong. */
    Set<String> doubtful() {
        return doubtful;
    }

    /** By id, the revision that each write at an unknown revision must come after. */
    Map<Integer, Long> floors() {
        return floors;
    }

    private void apply(Invocation step, long revision) {
        rows.apply(step, revision);
        if (!step.isRead()) step.onlyKey().ifPresent(key -> changed.put(key, revision));
    }

    private boolean explains(Operation operation, Invocation step, Response answer) {
        long low = 0;
        long high = 0;
        for (Operation unknown : candidates(step)) {
            for (Invocation add : Steps.of(unknown.invocation())) {
                if (!(add instanceof Invocation.Add(String key, long delta))) continue;
                if (unknown.invoked() > operation.completed()) continue;
                if (!step.onlyKey().orElse("").equals(key)) continue;
                low += Math.min(0, delta);
                high += Math.max(0, delta);
            }
        }
        return rows.explains(step, answer, low, high);
    }

    private List<Operation> candidates(Invocation step) {
        return step.onlyKey().map(unplaced::get).orElse(List.of());
    }

    /** Whether an unknown write can have taken effect between a key's last change and a bound. */
    private boolean canPrecede(Operation unknown, Operation operation, String key, long upTo) {
        long after = Math.max(floors.get(unknown.id()), changed.getOrDefault(key, 0L));
        return unknown.invoked() < operation.completed() && placement.isFreeBetween(after, upTo);
    }

    /** Lists show their order: an unknown append that comes next in it goes in first. */
    private void placeUnknownAppends(
            Operation operation, Invocation step, Response answer, long upTo) {
        String key = step.onlyKey().orElse("");
        List<String> order = longest.getOrDefault(key, List.of());
        List<String> list = rows.list(key);
        int end =
                switch (step) {
                    case Invocation.ReadList read ->
                            answer instanceof Response.Elements(List<String> elements)
                                    ? elements.size()
                                    : 0;
                    case Invocation.Append append -> order.size();
                    default -> 0;
                };
        while (list.size() < end && list.size() < order.size()) {
            String element = order.get(list.size());
            if (step instanceof Invocation.Append append && append.element().equals(element))
                return;
            Optional<Operation> unknown =
                    candidates(step).stream()
                            .filter(candidate -> appends(candidate, key, element))
                            .filter(candidate -> canPrecede(candidate, operation, key, upTo))
                            .findFirst();
            if (unknown.isEmpty()) return;
            list.add(element);
            candidates(step).remove(unknown.get());
        }
    }

    private static boolean appends(Operation operation, String key, String element) {
        return Steps.of(operation.invocation()).contains(new Invocation.Append(key, element));
    }

    /** A key's row, and the unknown writes that lead to it. */
    private record Reached(Optional<Response.Found> row, List<Operation> used) {}

    /** Places unknown writes just before a reply that only they can explain; as few as do. */
    private boolean isExplainedByUnknowns(
            Operation operation, Invocation step, Response answer, long upTo) {
        if (step instanceof Invocation.Range range && answer instanceof Response.Pairs pairs) {
            return isExplainedKeyByKey(operation, range, pairs, upTo);
        }
        String key = step.onlyKey().orElse("");
        Optional<Response.Found> before = rows.value(key);
        Deque<Reached> frontier = new ArrayDeque<>();
        frontier.add(new Reached(before, List.of()));
        Set<Optional<Response.Found>> seen = new HashSet<>(List.of(before));
        while (!frontier.isEmpty()) {
            Reached from = frontier.removeFirst();
            for (Operation unknown : candidates(step)) {
                if (from.used().contains(unknown)) continue;
                if (!canPrecede(unknown, operation, key, upTo)) continue;
                rows.setValue(key, from.row());
                for (Invocation write : Steps.of(unknown.invocation())) applyValue(write, key);
                if (!seen.add(rows.value(key))) continue;
                List<Operation> used = new ArrayList<>(from.used());
                used.add(unknown);
                if (explains(operation, step, answer)) {
                    candidates(step).removeAll(used);
                    return true;
                }
                frontier.add(new Reached(rows.value(key), used));
            }
        }
        rows.setValue(key, before);
        return false;
    }

    /** A range is so many gets at once: what it does not show may have been deleted. */
    private boolean isExplainedKeyByKey(
            Operation operation, Invocation.Range range, Response.Pairs pairs, long upTo) {
        for (Map.Entry<String, Response> shown : rows.keyByKey(range, pairs).entrySet()) {
            var get = new Invocation.Get(shown.getKey(), range.level());
            boolean isExplained =
                    explains(operation, get, shown.getValue())
                            || isExplainedByUnknowns(operation, get, shown.getValue(), upTo)
                            || isDoubtful(get);
            if (!isExplained) return false;
        }
        return true;
    }

    private void applyValue(Invocation write, String key) {
        boolean takesEffect =
                switch (write) {
                    case Invocation.Put put -> put.key().equals(key);
                    case Invocation.Delete delete -> delete.key().equals(key);
                    case Invocation.PutIf putIf ->
                            putIf.key().equals(key) && rows.mayHold(key, putIf.condition());
                    default -> false;
                };
        if (takesEffect) rows.apply(write, 0);
    }
}
