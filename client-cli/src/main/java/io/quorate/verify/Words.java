package io.quorate.verify;

import java.util.List;
import java.util.stream.Collectors;

/** Operations in words, for explanations. */
final class Words {

    /** Of a list, so many of the last elements are shown. */
    private static final int ELEMENTS_MAX = 12;

    private Words() {}

    static String of(Operation operation) {
        String when =
                " ["
                        + operation.invokedNanos()
                        + " .. "
                        + (operation.completed() == Operation.NEVER ? "" : operation.endedNanos())
                        + "]";
        return "client "
                + operation.client()
                + ": "
                + of(operation.invocation())
                + " -> "
                + of(operation.outcome())
                + when;
    }

    private static String of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Ok(Response response, long revision) ->
                    of(response) + (revision == 0 ? "" : " at revision " + revision);
            case Outcome.Fail fail -> "failed";
            case Outcome.Unknown unknown -> "unknown";
        };
    }

    static String of(Invocation invocation) {
        return switch (invocation) {
            case Invocation.Get(String key, Level level) -> "get " + key + of(level);
            case Invocation.Put(String key, String value) -> "put " + key + " = " + value;
            case Invocation.Delete(String key) -> "delete " + key;
            case Invocation.PutIf(String key, Condition condition, String value) ->
                    "put " + key + " = " + value + " if " + of(condition);
            case Invocation.Append(String key, String element) ->
                    "append " + element + " to " + key;
            case Invocation.ReadList(String key, Level level) -> "read list " + key + of(level);
            case Invocation.Add(String key, long delta) -> "add " + delta + " to " + key;
            case Invocation.ReadCounter(String key, Level level) ->
                    "read counter " + key + of(level);
            case Invocation.Range(String start, String end, Level level) ->
                    "range " + start + " .. " + end + of(level);
            case Invocation.Transaction(List<Invocation> steps) ->
                    steps.stream().map(Words::of).collect(Collectors.joining("; ", "{", "}"));
        };
    }

    private static String of(Level level) {
        return switch (level) {
            case LINEARIZABLE -> "";
            case SESSION -> " (session)";
            case EVENTUAL -> " (eventual)";
        };
    }

    private static String of(Condition condition) {
        return switch (condition) {
            case Condition.IsAbsent absent -> "absent";
            case Condition.HasRevision(long revision) -> "at revision " + revision;
            case Condition.HasValue(String value) -> "it is " + value;
        };
    }

    static String of(Response response) {
        return switch (response) {
            case Response.Stored stored -> "done";
            case Response.NotStored refused -> "condition not met";
            case Response.Found(String value, long modRevision) ->
                    value + (modRevision == 0 ? "" : " of revision " + modRevision);
            case Response.Absent absent -> "absent";
            case Response.Deleted deleted -> "deleted";
            case Response.Elements(List<String> elements) -> of(elements);
            case Response.Sum(long sum) -> Long.toString(sum);
            case Response.Pairs(List<Response.Pair> pairs) ->
                    pairs.stream()
                            .map(pair -> pair.key() + " = " + pair.value())
                            .collect(Collectors.joining(", ", "{", "}"));
            case Response.Each(List<Response> steps) ->
                    steps.stream().map(Words::of).collect(Collectors.joining("; ", "{", "}"));
        };
    }

    static String of(List<String> elements) {
        int hidden = elements.size() - ELEMENTS_MAX;
        if (hidden <= 0) return elements.toString();
        return "["
                + hidden
                + " more, "
                + String.join(", ", elements.subList(hidden, elements.size()))
                + "]";
    }
}
