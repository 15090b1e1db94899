package io.quorate.verify.cycle;

import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation as reads and appends, step by step.
 *
 * @param operation what it was
 * @param steps what it did, as far as that is about lists
 */
record Transaction(Operation operation, List<Step> steps) {

    /** What a transaction does to one list. */
    sealed interface Step {

        /** Adds an element. */
        record Appends(String key, String element) implements Step {}

        /** Reads a list; nobody knows what an operation of unknown outcome read. */
        record Reads(String key, List<String> elements) implements Step {}
    }

    /** The transaction that an operation is; empty if it is not about lists. */
    static Optional<Transaction> of(Operation operation) {
        List<Invocation> invocations =
                operation.invocation() instanceof Invocation.Transaction(List<Invocation> several)
                        ? several
                        : List.of(operation.invocation());
        List<Response> responses =
                operation.response().isEmpty()
                        ? List.of()
                        : operation.response().get() instanceof Response.Each(List<Response> each)
                                ? each
                                : List.of(operation.response().get());
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < invocations.size(); i++) {
            switch (invocations.get(i)) {
                case Invocation.Append(String key, String element) ->
                        steps.add(new Step.Appends(key, element));
                case Invocation.ReadList(String key, Level level) -> {
                    if (!responses.isEmpty()
                            && responses.get(i) instanceof Response.Elements(List<String> found)) {
                        steps.add(new Step.Reads(key, found));
                    }
                }
                default -> {}
            }
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Transaction(operation, steps));
    }

    /** What it appended to each list, in order. */
    Map<String, List<String>> appends() {
        Map<String, List<String>> appends = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step instanceof Step.Appends(String key, String element)) {
                appends.computeIfAbsent(key, none -> new ArrayList<>()).add(element);
            }
        }
        return appends;
    }

    /** What it read of each list before it appended to it: what others left there. */
    Map<String, List<String>> readsOfOthers() {
        Map<String, List<String>> reads = new LinkedHashMap<>();
        Map<String, Boolean> appended = new LinkedHashMap<>();
        for (Step step : steps) {
            switch (step) {
                case Step.Appends(String key, String element) -> appended.put(key, true);
                case Step.Reads(String key, List<String> elements) -> {
                    if (!appended.containsKey(key)) reads.putIfAbsent(key, elements);
                }
            }
        }
        return reads;
    }
}
