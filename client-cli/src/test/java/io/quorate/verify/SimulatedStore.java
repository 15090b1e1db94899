package io.quorate.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Histories of a store that is linearizable by construction: every operation takes effect at one
 * moment between its invocation and its reply, drawn at random. Some replies are lost; what was
 * lost on the way to the store may take effect much later, or never.
 */
public final class SimulatedStore {

    /** What is done to a key. */
    public enum Use {
        REGISTER,
        CAS_REGISTER,
        LIST,
        COUNTER
    }

    /**
     * What to draw.
     *
     * @param values how many different values are stored; 0 for a new one each time
     * @param unknown the share of replies that are lost, and half of them before the store acts
     * @param failed the share that the store turns away
     */
    public record Shape(
            Use use,
            int clients,
            int keys,
            int operations,
            int values,
            double unknown,
            double failed) {}

    private static final class Call {
        private final int id;
        private final Invocation invocation;
        private Outcome outcome = new Outcome.Unknown();
        private boolean isDone;

        Call(int id, Invocation invocation) {
            this.id = id;
            this.invocation = invocation;
        }
    }

    private record Row(String value, List<String> elements, long sum, long modRevision) {
        static final Row NOTHING = new Row("", List.of(), 0, 0);

        boolean exists() {
            return !value.isEmpty();
        }
    }

    private final SplittableRandom random;
    private final Shape shape;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final TreeMap<String, Row> rows = new TreeMap<>();
    private final Call[] calls;
    private final Deque<Call> stray = new ArrayDeque<>();
    private long nanos = 1_000;
    private long revision;
    private int invoked;

    private SimulatedStore(long seed, Shape shape) {
        this.random = new SplittableRandom(seed);
        this.shape = shape;
        this.calls = new Call[shape.clients()];
    }

    /** The history that a seed makes. */
    public static History history(long seed, Shape shape) {
        return new SimulatedStore(seed, shape).run();
    }

    private History run() {
        int outstanding = 0;
        while (invoked < shape.operations() || outstanding > 0) {
            nanos += 1 + random.nextInt(1_000);
            int client = random.nextInt(calls.length);
            Call call = calls[client];
            if (!stray.isEmpty() && random.nextInt(4) == 0) apply(stray.removeFirst());
            if (call == null) {
                if (invoked == shape.operations()) continue;
                calls[client] = invoke(client);
                outstanding++;
            } else if (!call.isDone && random.nextDouble() < shape.unknown() / 2) {
                if (random.nextBoolean()) stray.add(call);
                end(client, new Outcome.Unknown());
                outstanding--;
            } else if (!call.isDone) {
                if (random.nextDouble() < shape.failed()) call.outcome = new Outcome.Fail();
                else apply(call);
                call.isDone = true;
            } else {
                boolean isLost = random.nextDouble() < shape.unknown() / 2;
                end(client, isLost ? new Outcome.Unknown() : call.outcome);
                outstanding--;
            }
        }
        return recorder.history();
    }

    private Call invoke(int client) {
        String key = "k" + random.nextInt(shape.keys());
        Invocation invocation = draw(key);
        invoked++;
        return new Call(recorder.invoked(nanos, client, invocation), invocation);
    }

    private void end(int client, Outcome outcome) {
        recorder.completed(nanos, calls[client].id, outcome);
        calls[client] = null;
    }

    private String value() {
        return "v" + (shape.values() == 0 ? invoked : random.nextInt(shape.values()));
    }

    private Invocation draw(String key) {
        int kind = random.nextInt(10);
        return switch (shape.use()) {
            case REGISTER ->
                    kind < 5
                            ? new Invocation.Get(key, Level.LINEARIZABLE)
                            : new Invocation.Put(key, value());
            case CAS_REGISTER -> {
                if (kind < 4) yield new Invocation.Get(key, Level.LINEARIZABLE);
                if (kind < 6) yield new Invocation.Put(key, value());
                if (kind < 7) yield new Invocation.Delete(key);
                yield new Invocation.PutIf(key, condition(key), value());
            }
            case LIST ->
                    kind < 4
                            ? new Invocation.ReadList(key, Level.LINEARIZABLE)
                            : new Invocation.Append(key, "e" + invoked);
            case COUNTER ->
                    kind < 4
                            ? new Invocation.ReadCounter(key, Level.LINEARIZABLE)
                            : new Invocation.Add(key, random.nextInt(1, 4));
        };
    }

    private Condition condition(String key) {
        Row row = rows.getOrDefault(key, Row.NOTHING);
        return switch (random.nextInt(4)) {
            case 0 -> new Condition.IsAbsent();
            case 1 -> new Condition.HasValue(row.exists() ? row.value() : "v0");
            default ->
                    row.modRevision() == 0
                            ? new Condition.IsAbsent()
                            : new Condition.HasRevision(row.modRevision());
        };
    }

    private void apply(Call call) {
        String key = call.invocation.onlyKey().orElseThrow();
        Row row = rows.getOrDefault(key, Row.NOTHING);
        Response response =
                switch (call.invocation) {
                    case Invocation.Get get ->
                            row.exists()
                                    ? new Response.Found(row.value(), row.modRevision())
                                    : new Response.Absent();
                    case Invocation.Put put -> put(key, put.value());
                    case Invocation.Delete delete -> {
                        if (!row.exists()) yield new Response.Absent();
                        revision++;
                        rows.remove(key);
                        yield new Response.Deleted();
                    }
                    case Invocation.PutIf putIf ->
                            holds(putIf.condition(), row)
                                    ? put(key, putIf.value())
                                    : new Response.NotStored();
                    case Invocation.Append append -> {
                        List<String> elements = new ArrayList<>(row.elements());
                        elements.add(append.element());
                        rows.put(key, new Row("", elements, 0, ++revision));
                        yield new Response.Stored();
                    }
                    case Invocation.ReadList read -> new Response.Elements(row.elements());
                    case Invocation.Add add -> {
                        long sum = row.sum() + add.delta();
                        rows.put(key, new Row("", List.of(), sum, ++revision));
                        yield random.nextBoolean() ? new Response.Sum(sum) : new Response.Stored();
                    }
                    case Invocation.ReadCounter read -> new Response.Sum(row.sum());
                    case Invocation.Range range -> throw new IllegalStateException();
                    case Invocation.Transaction transaction -> throw new IllegalStateException();
                };
        call.outcome = new Outcome.Ok(response, revision);
    }

    private Response put(String key, String value) {
        rows.put(key, new Row(value, List.of(), 0, ++revision));
        return new Response.Stored();
    }

    private static boolean holds(Condition condition, Row row) {
        return switch (condition) {
            case Condition.IsAbsent absent -> !row.exists();
            case Condition.HasValue(String value) -> row.exists() && row.value().equals(value);
            case Condition.HasRevision(long modRevision) ->
                    row.exists() && row.modRevision() == modRevision;
        };
    }
}
