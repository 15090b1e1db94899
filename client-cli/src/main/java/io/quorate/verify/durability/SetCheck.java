package io.quorate.verify.durability;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets that only grow: the keys of a range that are put once each, or the elements of a list. What
 * was acknowledged is in every read that began afterwards: else it is lost, if the last read does
 * not show it either, or that read was stale. Takes time in proportion to elements times reads.
 */
public final class SetCheck {

    private record Element(String set, String name) {}

    private record Read(
            Operation operation, String set, String start, String end, List<String> shown) {

        boolean covers(Element element) {
            return element.set().equals(set)
                    && element.name().compareTo(start) >= 0
                    && (end.isEmpty() || element.name().compareTo(end) < 0);
        }
    }

    /** The keys of ranges are a set without a name of its own; no list is called so. */
    private static final String KEYS = "";

    private SetCheck() {}

    /** Checks linearizable reads of lists and ranges. Nothing may have been deleted. */
    public static Verdict check(History history) {
        Map<Element, Operation> adds = new LinkedHashMap<>();
        List<Read> reads = new ArrayList<>();
        for (Operation operation : history.operations()) {
            switch (operation.invocation()) {
                case Invocation.Put(String key, String value) ->
                        adds.put(new Element(KEYS, key), operation);
                case Invocation.Append(String key, String element) ->
                        adds.put(new Element(key, element), operation);
                case Invocation.ReadList(String key, Level level) -> {
                    if (level == Level.LINEARIZABLE
                            && operation.response().orElse(new Response.Absent())
                                    instanceof Response.Elements(List<String> elements)) {
                        reads.add(new Read(operation, key, "", "", elements));
                    }
                }
                case Invocation.Range(String start, String end, Level level) -> {
                    if (level == Level.LINEARIZABLE
                            && operation.response().orElse(new Response.Absent())
                                    instanceof Response.Pairs(List<Response.Pair> pairs)) {
                        List<String> keys = pairs.stream().map(Response.Pair::key).toList();
                        reads.add(new Read(operation, KEYS, start, end, keys));
                    }
                }
                default -> {}
            }
        }
        return check(adds, reads);
    }

    private static Verdict check(Map<Element, Operation> adds, List<Read> reads) {
        List<Anomaly> anomalies = new ArrayList<>();
        List<Set<String>> shown = new ArrayList<>();
        for (Read read : reads) {
            Set<String> once = new HashSet<>(read.shown());
            shown.add(once);
            if (once.size() < read.shown().size()) {
                String twice =
                        once.stream()
                                .filter(name -> Collections.frequency(read.shown(), name) > 1)
                                .sorted()
                                .toList()
                                .toString();
                anomalies.add(
                        new Anomaly(
                                "duplicated", "shown twice: " + twice, List.of(read.operation())));
            }
            for (String name : read.shown()) {
                Operation add = adds.get(new Element(read.set(), name));
                if (add != null && !add.isFail()) continue;
                anomalies.add(
                        new Anomaly(
                                "never added",
                                name + (add == null ? ": nobody added it" : ": that failed"),
                                List.of(read.operation())));
            }
        }
        adds.forEach((element, add) -> missed(element, add, reads, shown, anomalies));
        return Verdict.of(adds.size(), anomalies);
    }

    private static void missed(
            Element element,
            Operation add,
            List<Read> reads,
            List<Set<String>> shown,
            List<Anomaly> anomalies) {
        if (!add.isOk()) return;
        List<Operation> missing = new ArrayList<>();
        boolean isShownInTheEnd = false;
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            if (!read.covers(element) || !add.precedes(read.operation())) continue;
            isShownInTheEnd = shown.get(i).contains(element.name());
            if (!isShownInTheEnd) missing.add(read.operation());
        }
        if (missing.isEmpty()) return;
        anomalies.add(
                new Anomaly(
                        isShownInTheEnd ? "stale" : "lost",
                        element.name() + " was acknowledged and then not shown",
                        List.of(add, missing.getLast())));
    }
}
