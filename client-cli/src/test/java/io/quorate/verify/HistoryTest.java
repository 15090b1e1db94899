package io.quorate.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;

/** What is recorded is what happened, and what is read back is what was written. */
class HistoryTest {

    private static final Invocation GET = new Invocation.Get("k", Level.LINEARIZABLE);
    private static final Outcome ABSENT = new Outcome.Ok(new Response.Absent(), 0);

    private static String write(History history) {
        StringBuilder text = new StringBuilder();
        HistoryText.write(history, text);
        return text.toString();
    }

    private static History read(String text) {
        return HistoryText.read(new BufferedReader(new StringReader(text)));
    }

    @Test
    void aClientHasOneOperationOutstanding() {
        HistoryRecorder recorder = new HistoryRecorder();
        recorder.invoked(1, 7, GET);
        recorder.invoked(1, 8, GET);
        assertThrows(IllegalStateException.class, () -> recorder.invoked(2, 7, GET));
    }

    @Test
    void anOperationEndsOnce() {
        HistoryRecorder recorder = new HistoryRecorder();
        int id = recorder.invoked(1, 7, GET);
        recorder.completed(2, id, ABSENT);
        assertThrows(IllegalStateException.class, () -> recorder.completed(3, id, ABSENT));
    }

    @Test
    void whatHappensAtTheSameTimeHasAnOrderAllTheSame() {
        HistoryRecorder recorder = new HistoryRecorder();
        recorder.completed(5, recorder.invoked(5, 1, GET), ABSENT);
        recorder.completed(5, recorder.invoked(5, 1, GET), ABSENT);
        List<Operation> operations = recorder.history().operations();
        assertTrue(operations.getFirst().precedes(operations.getLast()));
    }

    @Test
    void anUnknownOperationPrecedesNothingAlthoughItsClientGoesOn() {
        HistoryRecorder recorder = new HistoryRecorder();
        recorder.completed(6, recorder.invoked(5, 1, GET), new Outcome.Unknown());
        recorder.completed(8, recorder.invoked(7, 1, GET), ABSENT);
        List<Operation> operations = recorder.history().operations();
        assertFalse(operations.getFirst().precedes(operations.getLast()));
        assertEquals(Operation.NEVER, operations.getFirst().completed());
    }

    @Test
    void aHistoryInWhichAClientOverlapsItselfIsRefused() {
        String text =
                """
                quorate-history 1
                i 0 1 0 0 5 put k v
                i 1 1 0 0 6 put k w
                """;
        assertThrows(IllegalArgumentException.class, () -> read(text));
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void isReadBackAsItWasWritten(Use use) {
        Shape shape = new Shape(use, 5, 3, 300, 0, 0.2, 0.1);
        for (long seed = 1; seed <= 20; seed++) {
            History history = SimulatedStore.history(seed, shape);
            String text = write(history);
            History back = read(text);
            assertEquals(text, write(back));
            assertEquals(sameOrder(history), sameOrder(back));
            assertEquals(
                    history.operations().toString(), back.operations().toString(), "seed " + seed);
        }
    }

    /** For each operation, how many precede it. */
    private static List<Long> sameOrder(History history) {
        return history.operations().stream()
                .map(
                        operation ->
                                history.operations().stream()
                                        .filter(other -> other.precedes(operation))
                                        .count())
                .toList();
    }

    @Test
    void everyKindOfOperationIsReadBack() {
        HistoryRecorder recorder = new HistoryRecorder();
        var steps = List.of(new Invocation.Append("a b", ""), new Invocation.Add("%", -3));
        var each = List.<Response>of(new Response.Stored(), new Response.Sum(-3));
        var pairs = List.of(new Response.Pair("a", "1", 4), new Response.Pair("b", "\n", 5));
        Response[] answers = {
            new Response.Each(each),
            new Response.Pairs(pairs),
            new Response.NotStored(),
            new Response.Deleted(),
            new Response.Elements(List.of("x", "", "y z"))
        };
        Invocation[] invocations = {
            new Invocation.Transaction(List.copyOf(steps)),
            new Invocation.Range("a", "", Level.SESSION),
            new Invocation.PutIf("k", new Condition.HasValue("\u00e9\u6f22\t"), "w"),
            new Invocation.Delete("k"),
            new Invocation.ReadList("k", Level.EVENTUAL)
        };
        for (int i = 0; i < invocations.length; i++) {
            int id = recorder.invoked(10 * i, 3, 9, i, invocations[i]);
            recorder.completed(10 * i + 5, id, new Outcome.Ok(answers[i], i));
        }
        History history = recorder.history();
        assertEquals(history, read(write(history)));
    }

    @Test
    void aFileThatWasCutShortLeavesWhatWasUnderWayUnknown() {
        String text =
                """
                quorate-history 1
                i 0 1 0 0 5 put k v
                e 0 6 ok 1 stored
                i 1 2 0 0 7 put k w
                """;
        List<Operation> operations = read(text).operations();
        assertEquals(new Outcome.Ok(new Response.Stored(), 1), operations.getFirst().outcome());
        assertTrue(operations.getLast().isUnknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quorate-history 2\n",
                "quorate-history 1\nx 0\n",
                "quorate-history 1\ni 0 1 0 0 5 put k\n",
                "quorate-history 1\ni 0 1 0 0 5 put k v w\n",
                "quorate-history 1\ni 0 1 0 0 5 put k %4\n",
                "quorate-history 1\ni 0 1 0 0 5 puts k v\n",
                "quorate-history 1\ni 0 one 0 0 5 put k v\n",
                "quorate-history 1\ne 0 6 ok 1 stored\n",
                "quorate-history 1\ni 0 1 0 0 5 put k v\ne 0 6 maybe\n",
                "quorate-history 1\ni 0 1 0 0 5 get k soon\n"
            })
    void whatIsNotAHistoryIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> read(text));
    }
}
