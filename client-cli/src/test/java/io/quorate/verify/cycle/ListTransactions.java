package io.quorate.verify.cycle;

import io.quorate.verify.History;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Transactions over lists, carried out one at a time, at a moment within each one's interval. */
final class ListTransactions {

    private static final int KEYS = 2;

    private final SplittableRandom random;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final Map<String, List<String>> lists = new TreeMap<>();
    private final List<Invocation.Transaction> asked = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int elements;
    private long nanos;

    private ListTransactions(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A history of some clients; the last operation reads every list. */
    static History history(long seed, int clients, int transactions) {
        return new ListTransactions(seed).run(clients, transactions);
    }

    private History run(int clients, int transactions) {
        int[] running = new int[clients];
        int ended = 0;
        while (ended < transactions) {
            int client = random.nextInt(clients);
            nanos++;
            int id = running[client] - 1;
            if (id < 0) {
                if (asked.size() == transactions) continue;
                asked.add(draw());
                outcomes.add(new Outcome.Unknown());
                running[client] = 1 + recorder.invoked(nanos, client, asked.getLast());
            } else if (random.nextInt(3) > 0) {
                if (outcomes.get(id) instanceof Outcome.Unknown) carryOut(id);
            } else {
                ended++;
                running[client] = 0;
                boolean isLost = random.nextInt(8) == 0;
                recorder.completed(nanos, id, isLost ? new Outcome.Unknown() : outcomes.get(id));
            }
        }
        readAll();
        return recorder.history();
    }

    private Invocation.Transaction draw() {
        List<Invocation> steps = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = "k" + random.nextInt(KEYS);
            steps.add(
                    random.nextBoolean()
                            ? new Invocation.ReadList(key, Level.LINEARIZABLE)
                            : new Invocation.Append(key, "e" + elements++));
        }
        return new Invocation.Transaction(steps);
    }

    private void carryOut(int id) {
        if (random.nextInt(8) == 0) {
            outcomes.set(id, new Outcome.Fail());
            return;
        }
        List<Response> answers = new ArrayList<>();
        for (Invocation step : asked.get(id).steps()) {
            List<String> list =
                    lists.computeIfAbsent(step.onlyKey().orElseThrow(), k -> new ArrayList<>());
            if (step instanceof Invocation.Append append) {
                list.add(append.element());
                answers.add(new Response.Stored());
            } else {
                answers.add(new Response.Elements(list));
            }
        }
        outcomes.set(id, new Outcome.Ok(new Response.Each(answers), 0));
    }

    private void readAll() {
        List<Invocation> steps = new ArrayList<>();
        List<Response> answers = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            steps.add(new Invocation.ReadList("k" + i, Level.LINEARIZABLE));
            answers.add(new Response.Elements(lists.getOrDefault("k" + i, List.of())));
        }
        int id = recorder.invoked(nanos + 1, 1_000, new Invocation.Transaction(steps));
        recorder.completed(nanos + 2, id, new Outcome.Ok(new Response.Each(answers), 0));
    }
}
