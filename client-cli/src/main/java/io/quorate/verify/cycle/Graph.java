package io.quorate.verify.cycle;

import io.quorate.verify.Operation;
import io.quorate.verify.cycle.Dependency.Kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who depends on whom. */
final class Graph {

    private final List<Transaction> transactions;
    private final Versions versions;
    private final List<List<Dependency>> from = new ArrayList<>();

    Graph(List<Transaction> transactions, Versions versions) {
        this.transactions = transactions;
        this.versions = versions;
        for (int i = 0; i < transactions.size(); i++) from.add(new ArrayList<>());
        versions.orders().forEach(this::addWrites);
        for (int i = 0; i < transactions.size(); i++) addReads(i);
        addRealTime();
    }

    /** How many transactions. */
    int size() {
        return from.size();
    }

    /** What a transaction comes before, for reasons of these kinds. */
    List<Dependency> from(int number, Set<Kind> kinds) {
        return from.get(number).stream().filter(each -> kinds.contains(each.kind())).toList();
    }

    /** What failed did nothing: if it is seen all the same, that is told without a cycle. */
    private void add(int one, int other, Kind kind, String why) {
        if (one < 0 || other < 0 || one == other) return;
        if (operation(one).isFail() || operation(other).isFail()) return;
        from.get(one).add(new Dependency(one, other, kind, why));
    }

    private void addWrites(String key, List<String> order) {
        for (int i = 1; i < order.size(); i++) {
            String before = order.get(i - 1);
            String after = order.get(i);
            add(
                    versions.writerNumber(key, before),
                    versions.writerNumber(key, after),
                    Kind.WRITE_WRITE,
                    "appended " + before + " to " + key + ", right before " + after);
        }
    }

    private void addReads(int reader) {
        Map<String, List<String>> reads = transactions.get(reader).readsOfOthers();
        reads.forEach(
                (key, elements) -> {
                    List<String> order = versions.orders().getOrDefault(key, List.of());
                    int seen = elements.size();
                    if (seen > 0) {
                        String last = elements.getLast();
                        add(
                                versions.writerNumber(key, last),
                                reader,
                                Kind.WRITE_READ,
                                "appended " + last + " to " + key + ", where it was read");
                    }
                    if (seen < order.size() && order.subList(0, seen).equals(elements)) {
                        String next = order.get(seen);
                        add(
                                reader,
                                versions.writerNumber(key, next),
                                Kind.READ_WRITE,
                                "read " + key + " and did not see " + next);
                    }
                });
    }

    /**
     * One dependency for each pair between which no third lies: whoever was answered before a
     * transaction began, but not before another such began. The others follow.
     */
    private void addRealTime() {
        List<Integer> byEnd = new ArrayList<>();
        for (int i = 0; i < size(); i++) if (operation(i).isOk()) byEnd.add(i);
        byEnd.sort(Comparator.comparingLong(i -> operation(i).completed()));
        List<Integer> frontier = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < size(); i++) {
            while (next < byEnd.size() && operation(byEnd.get(next)).precedes(operation(i))) {
                int answered = byEnd.get(next++);
                frontier.removeIf(earlier -> operation(earlier).precedes(operation(answered)));
                frontier.add(answered);
            }
            for (int earlier : frontier) {
                add(earlier, i, Kind.REAL_TIME, "was answered before the next began");
            }
        }
    }

    Operation operation(int number) {
        return transactions.get(number).operation();
    }
}
