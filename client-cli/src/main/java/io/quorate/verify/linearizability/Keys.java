package io.quorate.verify.linearizability;

import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A history taken apart by key. */
final class Keys {

    private Keys() {}

    /**
     * The linearizable operations of each key; a range is a get of each key that lies in it, and a
     * transaction is each of its steps, but for ranges.
     */
    static SortedMap<String, List<Operation>> split(History history) {
        TreeMap<String, List<Operation>> keys = new TreeMap<>();
        for (Operation operation : history.operations()) {
            Invocation invocation = operation.invocation();
            if (invocation.readLevel().orElse(Level.LINEARIZABLE) != Level.LINEARIZABLE) continue;
            invocation
                    .onlyKey()
                    .ifPresent(
                            key ->
                                    keys.computeIfAbsent(key, k -> new ArrayList<>())
                                            .add(operation));
            if (invocation instanceof Invocation.Transaction(List<Invocation> steps)) {
                spread(operation, steps, keys);
            }
        }
        boolean hasRanges = false;
        for (Operation operation : history.operations()) {
            if (operation.invocation() instanceof Invocation.Range range
                    && range.level() == Level.LINEARIZABLE) {
                hasRanges |= operation.isOk();
                spread(operation, range, keys);
            }
        }
        if (hasRanges) {
            for (List<Operation> operations : keys.values()) {
                operations.sort((one, two) -> Long.compare(one.invoked(), two.invoked()));
            }
        }
        return keys;
    }

    private static void spread(
            Operation operation, List<Invocation> steps, TreeMap<String, List<Operation>> keys) {
        for (int i = 0; i < steps.size(); i++) {
            Invocation step = steps.get(i);
            if (step.onlyKey().isEmpty()) continue;
            Outcome outcome =
                    operation.outcome() instanceof Outcome.Ok(Response response, long revision)
                                    && response instanceof Response.Each(List<Response> answers)
                            ? new Outcome.Ok(answers.get(i), revision)
                            : operation.outcome();
            keys.computeIfAbsent(step.onlyKey().get(), key -> new ArrayList<>())
                    .add(as(operation, step, outcome));
        }
    }

    private static void spread(
            Operation operation, Invocation.Range range, TreeMap<String, List<Operation>> keys) {
        if (!(operation.outcome() instanceof Outcome.Ok(Response response, long revision))
                || !(response instanceof Response.Pairs(List<Response.Pair> pairs))) return;
        Map<String, Response.Pair> found = new TreeMap<>();
        for (Response.Pair pair : pairs) {
            found.put(pair.key(), pair);
            keys.computeIfAbsent(pair.key(), key -> new ArrayList<>());
        }
        var within =
                range.end().isEmpty()
                        ? keys.tailMap(range.start(), true)
                        : keys.subMap(range.start(), true, range.end(), false);
        for (Map.Entry<String, List<Operation>> key : within.entrySet()) {
            Response.Pair pair = found.get(key.getKey());
            Response shown =
                    pair == null
                            ? new Response.Absent()
                            : new Response.Found(pair.value(), pair.modRevision());
            var get = new Invocation.Get(key.getKey(), Level.LINEARIZABLE);
            key.getValue().add(as(operation, get, new Outcome.Ok(shown, revision)));
        }
    }

    private static Operation as(Operation whole, Invocation part, Outcome outcome) {
        return new Operation(
                whole.id(),
                whole.client(),
                whole.session(),
                whole.sequence(),
                part,
                whole.invoked(),
                whole.completed(),
                whole.invokedNanos(),
                whole.endedNanos(),
                outcome);
    }

    /** The model that a key's operations suggest. */
    static Model<?> model(String key, List<Operation> operations) {
        boolean isList = false;
        boolean isCounter = false;
        boolean isRegister = false;
        for (Operation operation : operations) {
            switch (operation.invocation()) {
                case Invocation.Append append -> isList = true;
                case Invocation.ReadList read -> isList = true;
                case Invocation.Add add -> isCounter = true;
                case Invocation.ReadCounter read -> isCounter = true;
                case Invocation.Get get -> isRegister = true;
                case Invocation.Put put -> isRegister = true;
                case Invocation.Delete delete -> isRegister = true;
                case Invocation.PutIf putIf -> isRegister = true;
                case Invocation.Range range -> isRegister = true;
                case Invocation.Transaction transaction -> isRegister = true;
            }
        }
        if ((isList ? 1 : 0) + (isCounter ? 1 : 0) + (isRegister ? 1 : 0) > 1) {
            throw new IllegalArgumentException("key " + key + " is used in more than one way");
        }
        if (isList) return AppendList.of(operations);
        if (isCounter) return new Counter();
        return Register.ofRevisions(operations);
    }
}
