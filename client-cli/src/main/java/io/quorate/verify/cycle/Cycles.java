package io.quorate.verify.cycle;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Operation;
import io.quorate.verify.cycle.Dependency.Kind;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cycles, each by the worst name that fits it: G0 has writes alone; G1c has reads of what was
 * written too; G-single has one dependency of a reader on the writer after it, G2 has more (Adya
 * 1999, sections 4.2 and 4.4.2). With time among the reasons the name ends in "in real time": such
 * a cycle breaks strict serializability only.
 */
final class Cycles {

    /** So many cycles of a kind are told, one for each component. */
    private static final int OF_A_KIND_MAX = 5;

    /** In one component so many dependencies are tried as the beginning of a cycle. */
    private static final int STARTS_MAX = 2_000;

    private static final Set<Kind> WRITES = EnumSet.of(Kind.WRITE_WRITE);
    private static final Set<Kind> INFORMATION = EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ);
    private static final Set<Kind> DATA =
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ, Kind.READ_WRITE);

    private final Graph graph;
    private final Set<Integer> covered = new HashSet<>();
    private final Map<String, Integer> told = new TreeMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    private Cycles(Graph graph) {
        this.graph = graph;
    }

    static List<Anomaly> of(Graph graph) {
        Cycles cycles = new Cycles(graph);
        cycles.search("", EnumSet.noneOf(Kind.class));
        cycles.search(" in real time", EnumSet.of(Kind.REAL_TIME));
        return cycles.anomalies;
    }

    private void search(String suffix, Set<Kind> time) {
        each(with(WRITES, time), Kind.WRITE_WRITE, with(WRITES, time), "G0: write cycle" + suffix);
        each(
                with(INFORMATION, time),
                Kind.WRITE_READ,
                with(INFORMATION, time),
                "G1c: circular information flow" + suffix);
        each(
                with(DATA, time),
                Kind.READ_WRITE,
                with(INFORMATION, time),
                "G-single: read skew" + suffix);
        each(
                with(DATA, time),
                Kind.READ_WRITE,
                with(DATA, time),
                "G2: anti-dependency cycle" + suffix);
    }

    private static Set<Kind> with(Set<Kind> some, Set<Kind> more) {
        EnumSet<Kind> all = EnumSet.copyOf(some);
        all.addAll(more);
        return all;
    }

    /**
     * Tells of cycles within components by some kinds: each begins with one dependency of the named
     * kind and goes back over others of the kinds given. What a worse name covers is not told
     * again.
     */
    private void each(Set<Kind> kinds, Kind first, Set<Kind> back, String name) {
        for (List<Integer> component : Components.of(graph, kinds)) {
            if (told.getOrDefault(name, 0) == OF_A_KIND_MAX) return;
            Set<Integer> members = new HashSet<>(component);
            if (members.stream().anyMatch(covered::contains)) continue;
            cycle(members, first, back)
                    .ifPresent(
                            cycle -> {
                                told.merge(name, 1, Integer::sum);
                                for (Dependency each : cycle) covered.add(each.from());
                                anomalies.add(explain(name, cycle));
                            });
        }
    }

    private Optional<List<Dependency>> cycle(Set<Integer> members, Kind first, Set<Kind> back) {
        Optional<List<Dependency>> shortest = Optional.empty();
        int starts = 0;
        for (int member : members) {
            for (Dependency start : graph.from(member, EnumSet.of(first))) {
                if (!members.contains(start.to()) || ++starts > STARTS_MAX) continue;
                Optional<List<Dependency>> rest = path(start.to(), start.from(), members, back);
                if (rest.isEmpty()) continue;
                List<Dependency> cycle = new ArrayList<>(List.of(start));
                cycle.addAll(rest.get());
                if (shortest.isEmpty() || cycle.size() < shortest.get().size()) {
                    shortest = Optional.of(cycle);
                }
            }
        }
        return shortest;
    }

    /** The shortest way from one to another within a component. */
    private Optional<List<Dependency>> path(
            int from, int to, Set<Integer> members, Set<Kind> kinds) {
        Map<Integer, Dependency> reachedBy = new HashMap<>();
        Deque<Integer> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            int at = queue.remove();
            for (Dependency next : graph.from(at, kinds)) {
                boolean isNew = next.to() != from && !reachedBy.containsKey(next.to());
                if (!isNew || !members.contains(next.to())) continue;
                reachedBy.put(next.to(), next);
                if (next.to() == to) return Optional.of(way(from, to, reachedBy));
                queue.add(next.to());
            }
        }
        return Optional.empty();
    }

    private static List<Dependency> way(int from, int to, Map<Integer, Dependency> reachedBy) {
        List<Dependency> way = new ArrayList<>();
        for (int at = to; at != from; at = way.getFirst().from()) {
            way.addFirst(reachedBy.get(at));
        }
        return way;
    }

    private Anomaly explain(String name, List<Dependency> cycle) {
        StringBuilder text = new StringBuilder("each comes before the next, and the last before");
        text.append(" the first");
        List<Operation> operations = new ArrayList<>();
        for (Dependency each : cycle) {
            Operation from = graph.operation(each.from());
            operations.add(from);
            text.append("\n    #").append(from.id()).append(" ").append(each.why());
            text.append(" (#").append(graph.operation(each.to()).id()).append(")");
        }
        return new Anomaly(name, text.toString(), operations);
    }
}
