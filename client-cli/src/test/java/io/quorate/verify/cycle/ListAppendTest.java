package io.quorate.verify.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.Mutation;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;
import io.quorate.verify.SimulatedStore;
import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;
import io.quorate.verify.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Cycles against the definition of strict serializability, and each anomaly by its name. */
class ListAppendTest {

    private static final int SEEDS = 20_000;

    @Test
    void agreesWithBruteForceOnSmallHistories() {
        int wrong = 0;
        TreeSet<String> names = new TreeSet<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            int clients = 1 + (int) (seed % 4);
            History history = ListTransactions.history(seed, clients, 2 + (int) (seed % 5));
            String ofSeed = "seed " + seed;
            assertTrue(ListAppend.check(history).holds(), ofSeed);
            History changed = lie(history, seed);
            Verdict verdict = ListAppend.check(changed);
            assertEquals(SerialOrders.exist(changed), verdict.holds(), ofSeed);
            if (verdict instanceof Verdict.Violated(List<Anomaly> anomalies)) {
                wrong++;
                for (Anomaly anomaly : anomalies) names.add(anomaly.name());
            }
        }
        assertTrue(wrong > SEEDS / 10, "only " + wrong + " histories were wrong");
        assertTrue(names.size() >= 12, "seen only " + names);
    }

    /** One or two reads show another prefix of what was there at the end, or of what was not. */
    private static History lie(History history, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        List<Operation> operations = new ArrayList<>(history.operations());
        int last = operations.size() - 1;
        var all = ((Response.Each) operations.get(last).response().orElseThrow()).steps();
        for (int lies = 1 + random.nextInt(2); lies > 0; lies--) {
            int place = random.nextInt(last);
            Operation operation = operations.get(place);
            if (operation.response().isEmpty()) continue;
            if (random.nextInt(10) == 0) {
                operations.set(
                        place, Mutation.with(operation, new Outcome.Fail(), operation.completed()));
                continue;
            }
            List<Response> answers =
                    new ArrayList<>(((Response.Each) operation.response().get()).steps());
            for (int i = 0; i < answers.size(); i++) {
                if (!(answers.get(i) instanceof Response.Elements)) continue;
                var full = ((Response.Elements) all.get(random.nextInt(all.size()))).elements();
                answers.set(
                        i, new Response.Elements(full.subList(0, random.nextInt(full.size() + 1))));
            }
            Outcome told = new Outcome.Ok(new Response.Each(answers), 0);
            operations.set(place, Mutation.with(operation, told, operation.completed()));
        }
        return new History(operations);
    }

    @Test
    void aLongHistoryOfSingleOperationsHolds() {
        Shape shape = new Shape(Use.LIST, 20, 20, 20_000, 0, 0.02, 0.02);
        History history = SimulatedStore.history(1, shape);
        assertTrue(ListAppend.check(history).holds());
    }

    private static History history(String events) {
        String text = "quorate-history 1\n" + events.replace("LIN", "linearizable");
        return HistoryText.read(new BufferedReader(new StringReader(text)));
    }

    /** Transactions that all overlap, one a line: steps, then answers. */
    private static List<String> anomalies(String... transactions) {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < transactions.length; i++) {
            String steps = transactions[i].substring(0, transactions[i].indexOf('>')).trim();
            events.append("i %d %d 0 0 1 %s\n".formatted(i, i, steps));
        }
        for (int i = 0; i < transactions.length; i++) {
            String answers = transactions[i].substring(transactions[i].indexOf('>') + 1).trim();
            events.append("e %d 2 %s\n".formatted(i, answers));
        }
        return ListAppend.check(history(events.toString())) instanceof Verdict.Violated violated
                ? violated.anomalies().stream().map(Anomaly::name).toList()
                : List.of();
    }

    private static final String READ_NOTHING_AND_STORED = "ok 0 each 2 elements 0 stored";
    private static final String READ_X = "transaction 1 list x LIN > ok 0 each 1 elements ";
    private static final String READ_Y = "transaction 1 list y LIN > ok 0 each 1 elements ";

    @Test
    void g0() {
        assertEquals(
                List.of("G0: write cycle"),
                anomalies(
                        "transaction 2 append x 1 append y 1 > ok 0 each 2 stored stored",
                        "transaction 2 append x 2 append y 2 > ok 0 each 2 stored stored",
                        READ_X + "2 1 2",
                        READ_Y + "2 2 1"));
    }

    @Test
    void g1a() {
        assertEquals(List.of("G1a: aborted read"), anomalies("append x 1 > fail", READ_X + "1 1"));
    }

    @Test
    void g1b() {
        assertEquals(
                List.of("G1b: intermediate read"),
                anomalies(
                                "transaction 2 append x 1 append x 2 > ok 0 each 2 stored stored",
                                READ_X + "1 1")
                        .subList(0, 1));
    }

    @Test
    void g1c() {
        assertEquals(
                List.of("G1c: circular information flow"),
                anomalies(
                        "transaction 2 append x 1 list y LIN > ok 0 each 2 stored elements 1 2",
                        "transaction 2 append y 2 list x LIN > ok 0 each 2 stored elements 1 1"));
    }

    @Test
    void gSingle() {
        assertEquals(
                List.of("G-single: read skew"),
                anomalies(
                        "transaction 2 append x 1 append y 1 > ok 0 each 2 stored stored",
                        "transaction 2 list x LIN list y LIN > ok 0 each 2 elements 1 1 elements 0",
                        READ_Y + "1 1"));
    }

    @Test
    void g2() {
        assertEquals(
                List.of("G2: anti-dependency cycle"),
                anomalies(
                        "transaction 2 list x LIN append y 1 > ok 0 each 2 elements 0 stored",
                        "transaction 2 list y LIN append x 2 > ok 0 each 2 elements 0 stored",
                        READ_X + "1 2",
                        READ_Y + "1 1"));
    }

    @Test
    void lostUpdate() {
        assertEquals(
                "lost update",
                anomalies(
                                "transaction 2 list x LIN append x 1 > " + READ_NOTHING_AND_STORED,
                                "transaction 2 list x LIN append x 2 > " + READ_NOTHING_AND_STORED,
                                READ_X + "2 1 2")
                        .getFirst());
    }

    @Test
    void incompatibleOrders() {
        assertTrue(
                anomalies(
                                "append x 1 > ok 0 stored",
                                "append x 2 > ok 0 stored",
                                READ_X + "2 1 2",
                                READ_X + "2 2 1")
                        .contains("incompatible orders"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "duplicate elements | append x 1 > ok 0 stored | 2 1 1",
                "thin air | append x 1 > ok 0 stored | 2 1 9",
                "internal | transaction 2 append x 1 list x LIN"
                        + " > ok 0 each 2 stored elements 0 | 1 1"
            })
    void whatOneReadShows(String name, String transaction, String read) {
        assertEquals(name, anomalies(transaction, READ_X + read).getFirst());
    }

    private static List<String> names(String events) {
        var violated = assertInstanceOf(Verdict.Violated.class, ListAppend.check(history(events)));
        return violated.anomalies().stream().map(Anomaly::name).toList();
    }

    @Test
    void anAppendThatWasAnsweredIsShownAfterwards() {
        assertEquals(
                List.of("lost append"),
                names(
                        """
                        i 0 1 0 0 1 append x 1
                        e 0 2 ok 0 stored
                        i 1 1 0 0 3 list x LIN
                        e 1 4 ok 0 elements 0
                        """));
    }

    @Test
    void timeIsAReasonToo() {
        assertEquals(
                List.of("lost append", "G-single: read skew in real time"),
                names(
                        """
                        i 0 1 0 0 1 append x 1
                        e 0 2 ok 0 stored
                        i 1 1 0 0 3 list x LIN
                        e 1 4 ok 0 elements 0
                        i 2 1 0 0 5 list x LIN
                        e 2 6 ok 0 elements 1 1
                        """));
    }

    @Test
    void aCycleIsExplainedStepByStep() {
        History history =
                history(
                        """
                        i 0 1 0 0 1 transaction 2 append x 1 list y LIN
                        i 1 2 0 0 1 transaction 2 append y 2 list x LIN
                        e 0 3 ok 0 each 2 stored elements 1 2
                        e 1 3 ok 0 each 2 stored elements 1 1
                        """);
        assertEquals(
                """
                G1c: circular information flow: each comes before the next, and the last before the first
                    #0 appended 1 to x, where it was read (#1)
                    #1 appended 2 to y, where it was read (#0)
                    #0 client 1: {append 1 to x; read list y} -> {done; [2]} [1 .. 3]
                    #1 client 2: {append 2 to y; read list x} -> {done; [1]} [1 .. 3]""",
                ListAppend.check(history).toString());
    }

    @Test
    void anElementIsAppendedOnce() {
        History history =
                history(
                        """
                        i 0 1 0 0 1 append x 1
                        e 0 2 ok 0 stored
                        i 1 1 0 0 3 append x 1
                        e 1 4 ok 0 stored
                        """);
        assertThrows(IllegalArgumentException.class, () -> ListAppend.check(history));
    }
}
