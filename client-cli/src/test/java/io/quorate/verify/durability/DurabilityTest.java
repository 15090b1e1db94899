package io.quorate.verify.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import java.util.TreeMap;

/** What was acknowledged is there in the end, on every replica; sets show it in every read. */
class DurabilityTest {

    private static final String WRITES =
            """
            i 0 1 0 0 1 put a v1
            e 0 2 ok 1 stored
            i 1 1 0 0 3 put a v2
            e 1 4 ok 2 stored
            i 2 1 0 0 5 put b w1
            e 2 6 ok 3 stored
            i 3 1 0 0 7 put b w2
            e 3 8 unknown
            i 4 1 0 0 9 put c x1
            e 4 10 fail
            i 5 1 0 0 11 put d y1
            e 5 12 ok 4 stored
            i 6 1 0 0 13 delete d
            e 6 14 ok 5 deleted
            """;

    private static final Response.Pair A = new Response.Pair("a", "v2", 2);
    private static final Response.Pair B = new Response.Pair("b", "w1", 3);

    private static History history(String events) {
        String text = "quorate-history 1\n" + events;
        return HistoryText.read(new BufferedReader(new StringReader(text)));
    }

    private static List<String> names(Verdict verdict) {
        return verdict instanceof Verdict.Violated(List<Anomaly> anomalies)
                ? anomalies.stream().map(Anomaly::name).toList()
                : List.of();
    }

    private static List<String> wrong(Response.Pair... pairs) {
        var scans = new TreeMap<String, List<Response.Pair>>();
        scans.put("n1", List.of(A, B));
        scans.put("n2", List.of(pairs));
        return names(Durability.check(history(WRITES), scans));
    }

    @Test
    void whatWasAcknowledgedLastIsThere() {
        assertEquals(List.of(), wrong(A, B));
        assertEquals(List.of("lost"), wrong(A));
        assertEquals(List.of("stale"), wrong(new Response.Pair("a", "v1", 1), B));
        assertEquals(List.of("changed"), wrong(new Response.Pair("a", "v1", 2), B));
    }

    @Test
    void orWhatIsUnknownAndCameAfterIt() {
        assertEquals(List.of(), wrong(A, new Response.Pair("b", "w2", 6)));
        assertEquals(List.of("unasked"), wrong(new Response.Pair("a", "v1", 6), B));
    }

    @Test
    void whatFailedIsNot() {
        Response.Pair failed = new Response.Pair("c", "x1", 6);
        assertEquals(List.of("failed write survives"), wrong(A, B, failed));
    }

    @Test
    void norWhatNobodyStored() {
        assertEquals(List.of("thin air"), wrong(A, B, new Response.Pair("e", "z", 6)));
    }

    @Test
    void norWhatWasDeleted() {
        assertEquals(List.of("stale"), wrong(A, B, new Response.Pair("d", "y1", 4)));
    }

    private static List<String> ofSets(String events) {
        return names(SetCheck.check(history(events)));
    }

    private static final String ADDS =
            """
            i 0 1 0 0 1 put a v
            i 1 2 0 0 1 append l x
            e 0 2 ok 1 stored
            e 1 2 ok 2 stored
            i 2 1 0 0 3 put c v
            e 2 4 fail
            """;

    @Test
    void aSetShowsWhatWasAdded() {
        assertEquals(
                List.of(),
                ofSets(
                        ADDS
                                + """
                                i 3 1 0 0 5 range a c linearizable
                                e 3 6 ok 2 pairs 1 a v 1
                                i 4 1 0 0 7 list l linearizable
                                e 4 8 ok 2 elements 1 x
                                """));
    }

    @Test
    void whatASetDoesNotShowAnyMoreIsLost() {
        assertEquals(
                List.of("lost", "lost"),
                ofSets(
                        ADDS
                                + """
                                i 3 1 0 0 5 range a c linearizable
                                e 3 6 ok 2 pairs 0
                                i 4 1 0 0 7 list l linearizable
                                e 4 8 ok 2 elements 0
                                """));
    }

    @Test
    void whatItShowsLaterAgainWasStale() {
        assertEquals(
                List.of("stale"),
                ofSets(
                        ADDS
                                + """
                                i 3 1 0 0 5 range a c linearizable
                                e 3 6 ok 2 pairs 0
                                i 4 1 0 0 7 range a c linearizable
                                e 4 8 ok 2 pairs 1 a v 1
                                """));
    }

    @Test
    void nothingIsShownTwiceNorThatFailed() {
        assertEquals(
                List.of("duplicated", "never added"),
                ofSets(
                        ADDS
                                + """
                                i 3 1 0 0 5 list l linearizable
                                e 3 6 ok 2 elements 2 x x
                                i 4 1 0 0 7 range a d linearizable
                                e 4 8 ok 2 pairs 2 a v 1 c v 3
                                """));
    }
}
