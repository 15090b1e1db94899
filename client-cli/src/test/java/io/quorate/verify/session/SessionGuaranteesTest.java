package io.quorate.verify.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.SimulatedStore;
import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;
import io.quorate.verify.Verdict;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.EnumSet;
import java.util.List;

/** Each guarantee is missed where it is broken, and only there. */
class SessionGuaranteesTest {

    private static final EnumSet<Guarantee> ALL = EnumSet.allOf(Guarantee.class);

    private static List<String> broken(String events) {
        String text = "quorate-history 1\n" + events;
        History history = HistoryText.read(new BufferedReader(new StringReader(text)));
        return SessionGuarantees.check(history, ALL) instanceof Verdict.Violated violated
                ? violated.anomalies().stream().map(Anomaly::name).toList()
                : List.of();
    }

    @Test
    void aLinearizableStoreGivesAllFour() {
        Shape shape = new Shape(Use.CAS_REGISTER, 20, 10, 5_000, 0, 0.05, 0.05);
        for (long seed = 1; seed <= 20; seed++) {
            History history = SimulatedStore.history(seed, shape);
            assertTrue(SessionGuarantees.check(history, ALL).holds(), "seed " + seed);
        }
    }

    @Test
    void readYourWrites() {
        assertEquals(
                List.of("read your writes"),
                broken(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 5 stored
                        i 1 1 0 0 3 get b session
                        e 1 4 ok 4 absent
                        """));
    }

    @Test
    void monotonicReads() {
        assertEquals(
                List.of("monotonic reads"),
                broken(
                        """
                        i 0 1 0 0 1 get a session
                        e 0 2 ok 5 absent
                        i 1 1 0 0 3 get b session
                        e 1 4 ok 4 absent
                        """));
    }

    @Test
    void monotonicWrites() {
        assertEquals(
                List.of("monotonic writes"),
                broken(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 5 stored
                        i 1 1 0 0 3 put b w
                        e 1 4 ok 4 stored
                        """));
    }

    @Test
    void writesFollowReads() {
        assertEquals(
                List.of("writes follow reads"),
                broken(
                        """
                        i 0 1 0 0 1 get a session
                        e 0 2 ok 5 absent
                        i 1 1 0 0 3 put b w
                        e 1 4 ok 5 stored
                        """));
    }

    @Test
    void anotherSessionOwesNothing() {
        assertEquals(
                List.of(),
                broken(
                        """
                        i 0 1 7 1 1 put a v
                        e 0 2 ok 5 stored
                        i 1 1 8 1 3 get b session
                        e 1 4 ok 4 absent
                        """));
    }

    @Test
    void aSessionGoesOnAtAnotherClient() {
        assertEquals(
                List.of("read your writes"),
                broken(
                        """
                        i 0 1 7 1 1 put a v
                        e 0 2 ok 5 stored
                        i 1 2 7 2 3 get b session
                        e 1 4 ok 4 absent
                        """));
    }

    @Test
    void whatOverlapsOwesNothing() {
        assertEquals(
                List.of(),
                broken(
                        """
                        i 0 1 7 1 1 put a v
                        i 1 2 7 2 2 get b session
                        e 0 3 ok 5 stored
                        e 1 4 ok 4 absent
                        """));
    }

    private static final String TWO_SESSIONS =
            """
            i 0 1 7 1 1 put a v
            e 0 2 ok 5 stored
            i 1 2 8 1 3 get b session
            e 1 4 ok 4 absent
            """;

    private static Verdict merged(Merge... merges) {
        String text = "quorate-history 1\n" + TWO_SESSIONS;
        History history = HistoryText.read(new BufferedReader(new StringReader(text)));
        return SessionGuarantees.check(history, List.of(merges), Promises.ofAll(ALL));
    }

    /** The places of the four events are 0 to 3 here. */
    @Test
    void aSessionThatTookAnotherOverOwesWhatThatHadMet() {
        assertTrue(merged().holds());
        assertFalse(merged(new Merge(8, 7, 1)).holds());
        assertFalse(merged(new Merge(9, 7, 1), new Merge(8, 9, 1)).holds(), "by way of a third");
        assertTrue(merged(new Merge(8, 7, 0)).holds(), "before the write was answered");
        assertTrue(merged(new Merge(8, 7, 3)).holds(), "after the read was asked");
        assertTrue(merged(new Merge(7, 8, 1)).holds(), "the other way round");
    }

    @Test
    void whatWasNotPromisedIsNotBroken() {
        String text = "quorate-history 1\n" + TWO_SESSIONS;
        History history = HistoryText.read(new BufferedReader(new StringReader(text)));
        List<Merge> merges = List.of(new Merge(8, 7, 1));
        Promises toAnother = (operation, _) -> operation.session() == 7;
        Promises another =
                (operation, guarantee) ->
                        operation.session() == 8 && guarantee == Guarantee.MONOTONIC_READS;
        assertTrue(SessionGuarantees.check(history, merges, toAnother).holds());
        assertTrue(SessionGuarantees.check(history, merges, another).holds());
    }
}
