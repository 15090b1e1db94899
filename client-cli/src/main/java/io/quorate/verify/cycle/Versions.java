package io.quorate.verify.cycle;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Operation;
import io.quorate.verify.cycle.Transaction.Step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The versions of each list, in order, and who made them; and what single reads show to be wrong,
 * without any cycle.
 */
final class Versions {

    private record Element(String key, String name) {}

    private final List<Transaction> transactions;
    private final Map<Element, Integer> writers = new HashMap<>();
    private final Map<String, List<String>> orders = new TreeMap<>();
    private final Map<String, Operation> longestReads = new TreeMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    Versions(List<Transaction> transactions) {
        this.transactions = transactions;
        for (int i = 0; i < transactions.size(); i++) recordWrites(i);
        for (Transaction transaction : transactions) {
            for (Step step : transaction.steps()) {
                if (step instanceof Step.Reads(String key, List<String> elements)) {
                    order(transaction.operation(), key, elements);
                }
            }
        }
        for (Transaction transaction : transactions) {
            Operation operation = transaction.operation();
            for (Step step : transaction.steps()) {
                if (step instanceof Step.Reads(String key, List<String> elements)) {
                    checkOrder(operation, key, elements);
                    checkWriters(operation, key, elements);
                }
            }
            checkInternal(transaction);
            transaction
                    .readsOfOthers()
                    .forEach((key, elements) -> checkIntermediate(operation, key, elements));
        }
        lostUpdates();
        lostAppends();
    }

    private void recordWrites(int number) {
        for (Step step : transactions.get(number).steps()) {
            if (!(step instanceof Step.Appends(String key, String name))) continue;
            if (writers.put(new Element(key, name), number) != null) {
                throw new IllegalArgumentException(name + " is appended to " + key + " twice");
            }
        }
    }

    private void order(Operation reader, String key, List<String> elements) {
        if (elements.size() > orders.getOrDefault(key, List.of()).size()) {
            orders.put(key, elements);
            longestReads.put(key, reader);
        }
    }

    private void add(String name, String why, Operation... operations) {
        anomalies.add(new Anomaly(name, why, List.of(operations)));
    }

    private void checkOrder(Operation reader, String key, List<String> elements) {
        Set<String> once = new HashSet<>(elements);
        if (once.size() < elements.size()) {
            add("duplicate elements", "list " + key + " shows an element more than once", reader);
        }
        List<String> order = orders.getOrDefault(key, List.of());
        if (!order.subList(0, elements.size()).equals(elements)) {
            add(
                    "incompatible orders",
                    "neither of two reads of list " + key + " is a prefix of the other",
                    reader,
                    longestReads.get(key));
        }
    }

    private void checkWriters(Operation reader, String key, List<String> elements) {
        for (String name : elements) {
            Optional<Transaction> writer = writer(key, name);
            if (writer.isEmpty()) {
                add("thin air", "nobody appended " + name + " to " + key, reader);
            } else if (writer.get().operation().isFail()) {
                add(
                        "G1a: aborted read",
                        name + " of list " + key + " was appended by what failed",
                        writer.get().operation(),
                        reader);
            }
        }
    }

    private void checkIntermediate(Operation reader, String key, List<String> elements) {
        if (elements.isEmpty()) return;
        Optional<Transaction> writer = writer(key, elements.getLast());
        if (writer.isEmpty() || writer.get().operation().equals(reader)) return;
        String last = writer.get().appends().get(key).getLast();
        if (!last.equals(elements.getLast())) {
            add(
                    "G1b: intermediate read",
                    "list " + key + " ends in " + elements.getLast() + ", but its writer went on",
                    writer.get().operation(),
                    reader);
        }
    }

    /** Within a transaction, a read shows what was read before and what was appended since. */
    private void checkInternal(Transaction transaction) {
        Map<String, List<String>> expected = new HashMap<>();
        Map<String, List<String>> ownSoFar = new HashMap<>();
        for (Step step : transaction.steps()) {
            switch (step) {
                case Step.Appends(String key, String name) -> {
                    ownSoFar.computeIfAbsent(key, none -> new ArrayList<>()).add(name);
                    if (expected.containsKey(key)) expected.get(key).add(name);
                }
                case Step.Reads(String key, List<String> elements) -> {
                    List<String> own = ownSoFar.getOrDefault(key, List.of());
                    boolean isRight =
                            expected.containsKey(key)
                                    ? expected.get(key).equals(elements)
                                    : isOthersAndThen(transaction, key, elements, own);
                    if (!isRight) {
                        add(
                                "internal",
                                "a read of list " + key + " contradicts the steps before it",
                                transaction.operation());
                    }
                    expected.put(key, new ArrayList<>(elements));
                }
            }
        }
    }

    /** Whether a first read shows what others left and then what the steps before it appended. */
    private static boolean isOthersAndThen(
            Transaction transaction, String key, List<String> elements, List<String> own) {
        int before = elements.size() - own.size();
        if (before < 0 || !elements.subList(before, elements.size()).equals(own)) return false;
        List<String> later = transaction.appends().getOrDefault(key, List.of());
        return elements.subList(0, before).stream().noneMatch(later::contains);
    }

    /** Two that read the same version and both wrote over it: one update is lost. */
    private void lostUpdates() {
        Map<Element, Operation> updated = new HashMap<>();
        for (Transaction transaction : transactions) {
            if (!transaction.operation().isOk()) continue;
            Map<String, List<String>> appends = transaction.appends();
            transaction
                    .readsOfOthers()
                    .forEach(
                            (key, elements) -> {
                                if (!appends.containsKey(key)) return;
                                String version = elements.isEmpty() ? "" : elements.getLast();
                                Operation other =
                                        updated.putIfAbsent(
                                                new Element(key, version), transaction.operation());
                                if (other == null) return;
                                add(
                                        "lost update",
                                        "both read the same version of list "
                                                + key
                                                + ", and both appended to it",
                                        other,
                                        transaction.operation());
                            });
        }
    }

    /** The first read that begins after an append was answered, and does not show it. */
    private void lostAppends() {
        List<Transaction> byEnd =
                transactions.stream()
                        .filter(transaction -> transaction.operation().isOk())
                        .sorted(Comparator.comparingLong(each -> each.operation().completed()))
                        .toList();
        Map<String, Map<String, Operation>> due = new HashMap<>();
        int next = 0;
        for (Transaction reader : transactions) {
            Operation operation = reader.operation();
            while (next < byEnd.size() && byEnd.get(next).operation().precedes(operation)) {
                Transaction writer = byEnd.get(next++);
                writer.appends()
                        .forEach(
                                (key, names) -> {
                                    for (String name : names) {
                                        due.computeIfAbsent(key, none -> new TreeMap<>())
                                                .put(name, writer.operation());
                                    }
                                });
            }
            reader.readsOfOthers()
                    .forEach((key, elements) -> checkDue(operation, key, elements, due));
        }
    }

    /** What was shown once need not be looked for again: orders are compared elsewhere. */
    private void checkDue(
            Operation reader,
            String key,
            List<String> elements,
            Map<String, Map<String, Operation>> due) {
        Map<String, Operation> mustShow = due.getOrDefault(key, new TreeMap<>());
        for (String name : elements) mustShow.remove(name);
        mustShow.forEach(
                (name, writer) ->
                        add(
                                "lost append",
                                name + " was appended to " + key + " before this read began",
                                writer,
                                reader));
        mustShow.clear();
    }

    /** The order of a list's elements, as far as anybody read it. */
    Map<String, List<String>> orders() {
        return orders;
    }

    /** The number of the transaction that appended an element; -1 if there is none. */
    int writerNumber(String key, String name) {
        return writers.getOrDefault(new Element(key, name), -1);
    }

    private Optional<Transaction> writer(String key, String name) {
        int number = writerNumber(key, name);
        return number < 0 ? Optional.empty() : Optional.of(transactions.get(number));
    }

    /** What is wrong without a cycle. */
    List<Anomaly> anomalies() {
        return anomalies;
    }
}
