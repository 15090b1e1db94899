package io.quorate.verify.revision;

import io.quorate.verify.Condition;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What the keys hold as the replay goes on: the store's specification, one operation at a time. */
final class Rows {

    private final NavigableMap<String, Response.Found> values = new TreeMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Map<String, Long> sums = new HashMap<>();

    Optional<Response.Found> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    void setValue(String key, Optional<Response.Found> row) {
        if (row.isPresent()) values.put(key, row.get());
        else values.remove(key);
    }

    List<String> list(String key) {
        return lists.computeIfAbsent(key, none -> new ArrayList<>());
    }

    private long sum(String key) {
        return sums.getOrDefault(key, 0L);
    }

    /**
     * Whether a step would be answered so here.
     *
     * @param low the least that unknown adds may have added to a counter
     * @param high the most
     */
    boolean explains(Invocation step, Response response, long low, long high) {
        return switch (step) {
            case Invocation.Get(String key, Level level) ->
                    value(key)
                            .map(row -> agree(row, response))
                            .orElseGet(() -> response instanceof Response.Absent);
            case Invocation.Put put -> response instanceof Response.Stored;
            case Invocation.Delete(String key) ->
                    values.containsKey(key)
                            ? response instanceof Response.Deleted
                            : response instanceof Response.Absent;
            case Invocation.PutIf(String key, Condition condition, String value) ->
                    response instanceof Response.Stored
                            ? mayHold(key, condition)
                            : !mustHold(key, condition);
            case Invocation.Append(String key, String element) ->
                    response instanceof Response.Stored;
            case Invocation.ReadList(String key, Level level) ->
                    response instanceof Response.Elements(List<String> elements)
                            && elements.equals(list(key));
            case Invocation.Add(String key, long delta) ->
                    response instanceof Response.Stored
                            || isSum(response, sum(key) + delta, low, high);
            case Invocation.ReadCounter(String key, Level level) ->
                    isSum(response, sum(key), low, high);
            case Invocation.Range(String start, String end, Level level) ->
                    response instanceof Response.Pairs(List<Response.Pair> pairs)
                            && agree(start, end, pairs);
            case Invocation.Transaction transaction ->
                    throw new IllegalArgumentException("a step is no transaction");
        };
    }

    private static boolean isSum(Response response, long sum, long low, long high) {
        return response instanceof Response.Sum(long shown)
                && shown >= sum + low
                && shown <= sum + high;
    }

    private static boolean agree(Response.Found row, Response response) {
        return response instanceof Response.Found(String value, long modRevision)
                && value.equals(row.value())
                && (modRevision == 0 || row.modRevision() == 0 || modRevision == row.modRevision());
    }

    private boolean agree(String start, String end, List<Response.Pair> pairs) {
        var within = within(start, end);
        if (within.size() != pairs.size()) return false;
        int i = 0;
        for (Map.Entry<String, Response.Found> row : within.entrySet()) {
            Response.Pair pair = pairs.get(i++);
            boolean isSame =
                    pair.key().equals(row.getKey())
                            && agree(
                                    row.getValue(),
                                    new Response.Found(pair.value(), pair.modRevision()));
            if (!isSame) return false;
        }
        return true;
    }

    private NavigableMap<String, Response.Found> within(String start, String end) {
        return end.isEmpty() ? values.tailMap(start, true) : values.subMap(start, true, end, false);
    }

    /** What a reply to a range says of each key: of those it shows, and of those it does not. */
    Map<String, Response> keyByKey(Invocation.Range range, Response.Pairs reply) {
        Map<String, Response> shown = new TreeMap<>();
        for (String key : within(range.start(), range.end()).keySet()) {
            shown.put(key, new Response.Absent());
        }
        for (Response.Pair pair : reply.pairs()) {
            shown.put(pair.key(), new Response.Found(pair.value(), pair.modRevision()));
        }
        return shown;
    }

    /** Whether a condition holds, or may: the revision of an unknown write is not known. */
    boolean mayHold(String key, Condition condition) {
        Optional<Response.Found> row = value(key);
        return switch (condition) {
            case Condition.IsAbsent absent -> row.isEmpty();
            case Condition.HasValue(String value) ->
                    row.map(Response.Found::value).filter(value::equals).isPresent();
            case Condition.HasRevision(long modRevision) ->
                    row.map(Response.Found::modRevision)
                            .filter(known -> known == modRevision || known == 0)
                            .isPresent();
        };
    }

    private boolean mustHold(String key, Condition condition) {
        boolean isUncertain =
                condition instanceof Condition.HasRevision
                        && value(key).filter(row -> row.modRevision() == 0).isPresent();
        return !isUncertain && mayHold(key, condition);
    }

    /** What a step that was done leaves. */
    void apply(Invocation step, long revision) {
        switch (step) {
            case Invocation.Put(String key, String value) ->
                    values.put(key, new Response.Found(value, revision));
            case Invocation.PutIf(String key, Condition condition, String value) ->
                    values.put(key, new Response.Found(value, revision));
            case Invocation.Delete(String key) -> values.remove(key);
            case Invocation.Append(String key, String element) -> list(key).add(element);
            case Invocation.Add(String key, long delta) -> sums.merge(key, delta, Long::sum);
            case Invocation.Get get -> {}
            case Invocation.ReadList read -> {}
            case Invocation.ReadCounter read -> {}
            case Invocation.Range range -> {}
            case Invocation.Transaction transaction ->
                    throw new IllegalArgumentException("a step is no transaction");
        }
    }

    /** Takes a reply for the truth, so that what follows from one lie is not told as more. */
    void believe(Invocation step, Response response) {
        switch (step) {
            case Invocation.Get(String key, Level level) -> believe(key, response);
            case Invocation.ReadList(String key, Level level) -> {
                if (response instanceof Response.Elements(List<String> elements)) {
                    lists.put(key, new ArrayList<>(elements));
                }
            }
            case Invocation.ReadCounter(String key, Level level) -> {
                if (response instanceof Response.Sum(long sum)) sums.put(key, sum);
            }
            default -> {}
        }
    }

    private void believe(String key, Response response) {
        setValue(
                key,
                response instanceof Response.Found found ? Optional.of(found) : Optional.empty());
    }

    /** What is there, for people to read. */
    String describe(Invocation step) {
        return switch (step) {
            case Invocation.ReadList(String key, Level level) -> list(key).toString();
            case Invocation.ReadCounter(String key, Level level) -> Long.toString(sum(key));
            case Invocation.Add(String key, long delta) -> Long.toString(sum(key));
            case Invocation.Range range -> values.toString();
            default ->
                    step.onlyKey()
                            .flatMap(this::value)
                            .map(row -> row.value() + " of revision " + row.modRevision())
                            .orElse("nothing");
        };
    }
}
