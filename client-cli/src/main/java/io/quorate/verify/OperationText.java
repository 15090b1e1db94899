package io.quorate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Invocations and responses as words: a name, then so many words as the name asks for. */
final class OperationText {

    private OperationText() {}

    static void write(Invocation invocation, Tokens.Writer line) {
        switch (invocation) {
            case Invocation.Get(String key, Level level) -> read(line, "get", key, level);
            case Invocation.Put(String key, String value) -> line.word("put").text(key).text(value);
            case Invocation.Delete(String key) -> line.word("delete").text(key);
            case Invocation.PutIf(String key, Condition condition, String value) -> {
                line.word("put-if").text(key);
                write(condition, line);
                line.text(value);
            }
            case Invocation.Append(String key, String element) ->
                    line.word("append").text(key).text(element);
            case Invocation.ReadList(String key, Level level) -> read(line, "list", key, level);
            case Invocation.Add(String key, long delta) -> line.word("add").text(key).number(delta);
            case Invocation.ReadCounter(String key, Level level) ->
                    read(line, "counter", key, level);
            case Invocation.Range(String start, String end, Level level) -> {
                line.word("range").text(start).text(end).word(word(level));
            }
            case Invocation.Transaction(List<Invocation> steps) -> {
                line.word("transaction").number(steps.size());
                for (Invocation step : steps) write(step, line);
            }
        }
    }

    private static void read(Tokens.Writer line, String name, String key, Level level) {
        line.word(name).text(key).word(word(level));
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void write(Condition condition, Tokens.Writer line) {
        switch (condition) {
            case Condition.IsAbsent absent -> line.word("absent");
            case Condition.HasRevision(long revision) -> line.word("revision").number(revision);
            case Condition.HasValue(String value) -> line.word("value").text(value);
        }
    }

    static Invocation invocation(Tokens.Reader line) {
        String name = line.word();
        return switch (name) {
            case "get" -> new Invocation.Get(line.text(), level(line));
            case "put" -> new Invocation.Put(line.text(), line.text());
            case "delete" -> new Invocation.Delete(line.text());
            case "put-if" -> new Invocation.PutIf(line.text(), condition(line), line.text());
            case "append" -> new Invocation.Append(line.text(), line.text());
            case "list" -> new Invocation.ReadList(line.text(), level(line));
            case "add" -> new Invocation.Add(line.text(), line.number());
            case "counter" -> new Invocation.ReadCounter(line.text(), level(line));
            case "range" -> new Invocation.Range(line.text(), line.text(), level(line));
            case "transaction" ->
                    new Invocation.Transaction(several(line, OperationText::invocation));
            default -> throw new IllegalArgumentException("no operation is called " + name);
        };
    }

    private static Level level(Tokens.Reader line) {
        return Level.valueOf(line.word().toUpperCase(Locale.ROOT));
    }

    private static Condition condition(Tokens.Reader line) {
        String name = line.word();
        return switch (name) {
            case "absent" -> new Condition.IsAbsent();
            case "revision" -> new Condition.HasRevision(line.number());
            case "value" -> new Condition.HasValue(line.text());
            default -> throw new IllegalArgumentException("no condition is called " + name);
        };
    }

    static void write(Response response, Tokens.Writer line) {
        switch (response) {
            case Response.Stored stored -> line.word("stored");
            case Response.NotStored refused -> line.word("not-stored");
            case Response.Found(String value, long modRevision) ->
                    line.word("found").text(value).number(modRevision);
            case Response.Absent absent -> line.word("absent");
            case Response.Deleted deleted -> line.word("deleted");
            case Response.Elements(List<String> elements) -> {
                line.word("elements").number(elements.size());
                for (String element : elements) line.text(element);
            }
            case Response.Sum(long sum) -> line.word("sum").number(sum);
            case Response.Pairs(List<Response.Pair> pairs) -> {
                line.word("pairs").number(pairs.size());
                for (Response.Pair pair : pairs) {
                    line.text(pair.key()).text(pair.value()).number(pair.modRevision());
                }
            }
            case Response.Each(List<Response> steps) -> {
                line.word("each").number(steps.size());
                for (Response step : steps) write(step, line);
            }
        }
    }

    static Response response(Tokens.Reader line) {
        String name = line.word();
        return switch (name) {
            case "stored" -> new Response.Stored();
            case "not-stored" -> new Response.NotStored();
            case "found" -> new Response.Found(line.text(), line.number());
            case "absent" -> new Response.Absent();
            case "deleted" -> new Response.Deleted();
            case "elements" -> new Response.Elements(several(line, Tokens.Reader::text));
            case "sum" -> new Response.Sum(line.number());
            case "pairs" -> new Response.Pairs(several(line, OperationText::pair));
            case "each" -> new Response.Each(several(line, OperationText::response));
            default -> throw new IllegalArgumentException("no answer is called " + name);
        };
    }

    private static Response.Pair pair(Tokens.Reader line) {
        return new Response.Pair(line.text(), line.text(), line.number());
    }

    private static <T> List<T> several(Tokens.Reader line, Function<Tokens.Reader, T> one) {
        List<T> all = new ArrayList<>();
        for (long left = line.number(); left > 0; left--) all.add(one.apply(line));
        return all;
    }
}
