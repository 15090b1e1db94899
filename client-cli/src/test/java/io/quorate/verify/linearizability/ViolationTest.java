package io.quorate.verify.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.Verdict;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.StringReader;

/** Violations that have a name, each in as few operations as show it, and what is said of them. */
class ViolationTest {

    private static Verdict check(String events) {
        String text = "quorate-history 1\n" + events;
        History history = HistoryText.read(new BufferedReader(new StringReader(text)));
        return Linearizability.check(history);
    }

    private static Anomaly violation(String events) {
        return assertInstanceOf(Verdict.Violated.class, check(events)).anomalies().getFirst();
    }

    private static void assertHolds(String events) {
        assertTrue(check(events).holds());
    }

    @Test
    void aReadThatBeginsAfterAWriteWasAcknowledgedSeesIt() {
        violation(
                """
                i 0 1 0 0 1 put k v
                e 0 2 ok 0 stored
                i 1 2 0 0 3 get k linearizable
                e 1 4 ok 0 absent
                """);
    }

    @Test
    void aReadThatOverlapsAWriteMaySeeItOrNot() {
        assertHolds(
                """
                i 0 1 0 0 1 put k v
                i 1 2 0 0 2 get k linearizable
                i 2 3 0 0 2 get k linearizable
                e 1 3 ok 0 absent
                e 2 3 ok 0 found v 0
                e 0 4 ok 0 stored
                """);
    }

    @Test
    void onceAReadSawAWriteNoLaterReadMissesIt() {
        violation(
                """
                i 0 1 0 0 1 put k v
                i 1 2 0 0 2 get k linearizable
                e 1 3 ok 0 found v 0
                i 2 2 0 0 4 get k linearizable
                e 2 5 ok 0 absent
                e 0 6 ok 0 stored
                """);
    }

    @Test
    void aFailedWriteIsNeverSeen() {
        violation(
                """
                i 0 1 0 0 1 put k v
                e 0 2 fail
                i 1 2 0 0 3 get k linearizable
                e 1 4 ok 0 found v 0
                """);
    }

    @Test
    void anUnknownWriteMayBeSeenMuchLater() {
        assertHolds(
                """
                i 0 1 0 0 1 put k v
                e 0 2 unknown
                i 1 2 0 0 3 get k linearizable
                e 1 4 ok 0 absent
                i 2 2 0 0 5 get k linearizable
                e 2 6 ok 0 found v 0
                """);
    }

    @Test
    void butItTakesEffectOnce() {
        violation(
                """
                i 0 1 0 0 1 put k v
                e 0 2 unknown
                i 1 2 0 0 3 get k linearizable
                e 1 4 ok 0 found v 0
                i 2 2 0 0 5 put k w
                e 2 6 ok 0 stored
                i 3 2 0 0 7 get k linearizable
                e 3 8 ok 0 found v 0
                """);
    }

    @Test
    void nothingIsReadThatNobodyWrote() {
        violation(
                """
                i 0 1 0 0 1 get k linearizable
                e 0 2 ok 0 found v 0
                """);
    }

    @Test
    void twoConditionalPutsOnOneRevisionAreNotBothDone() {
        violation(
                """
                i 0 1 0 0 1 put k v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 put-if k revision 1 w
                i 2 2 0 0 3 put-if k revision 1 x
                e 1 4 ok 2 stored
                e 2 4 ok 3 stored
                """);
    }

    @Test
    void anAppendThatWasAcknowledgedIsInEveryLaterList() {
        violation(
                """
                i 0 1 0 0 1 append k a
                i 1 2 0 0 1 append k b
                e 0 2 ok 0 stored
                e 1 2 ok 0 stored
                i 2 2 0 0 3 list k linearizable
                e 2 4 ok 0 elements 1 b
                """);
    }

    @Test
    void aCounterAddsEachAddendOnce() {
        violation(
                """
                i 0 1 0 0 1 add k 2
                e 0 2 unknown
                i 1 2 0 0 3 counter k linearizable
                e 1 4 ok 0 sum 4
                """);
    }

    @Test
    void aRangeShowsEachOfItsKeysAndItsAbsence() {
        violation(
                """
                i 0 1 0 0 1 put b v
                e 0 2 ok 0 stored
                i 1 1 0 0 3 put c w
                e 1 4 ok 0 stored
                i 2 2 0 0 5 range a c linearizable
                e 2 6 ok 0 pairs 0
                """);
        assertHolds(
                """
                i 0 1 0 0 1 put b v
                e 0 2 ok 0 stored
                i 1 1 0 0 3 put c w
                e 1 4 ok 0 stored
                i 2 2 0 0 5 range a c linearizable
                e 2 6 ok 0 pairs 1 b v 0
                """);
    }

    @Test
    void anEventualReadPromisesNothingHere() {
        assertHolds(
                """
                i 0 1 0 0 1 put k v
                e 0 2 ok 0 stored
                i 1 2 0 0 3 get k eventual
                e 1 4 ok 0 absent
                """);
    }

    @Test
    void aTransactionTakesEffectOnEachOfItsKeys() {
        String history =
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 transaction 3 get a linearizable delete a put b v
                e 1 4 ok 2 each 3 found v 1 deleted stored
                i 2 1 0 0 5 get a linearizable
                """;
        assertHolds(history + "e 2 6 ok 2 absent\n");
        violation(history + "e 2 6 ok 2 found v 1\n");
    }

    @Test
    void aStepThatSaysWhatItsKeyWasNotIsNoTransactions() {
        violation(
                """
                i 0 1 0 0 1 transaction 2 get a linearizable put b v
                e 0 2 ok 1 each 2 found v 0 stored
                """);
    }

    /** What comes after the first reply that does not fit is left out of the explanation. */
    @Test
    void theExplanationNamesTheFirstReplyThatDoesNotFit() {
        Anomaly anomaly =
                violation(
                        """
                        i 0 1 0 0 10 put k v1
                        e 0 20 ok 0 stored
                        i 1 1 0 0 30 put k v2
                        e 1 40 ok 0 stored
                        i 2 2 0 0 50 get k linearizable
                        i 3 3 0 0 55 put k v3
                        e 2 60 ok 0 found v1 0
                        e 3 65 ok 0 stored
                        i 4 2 0 0 70 get k linearizable
                        e 4 80 ok 0 found v3 0
                        """);
        assertEquals(
                """
                not linearizable: key k is linearizable until #2 is answered. An order of what \
                was answered before ends
                    #0 client 1: put k = v1 -> done [10 .. 20]
                    #1 client 1: put k = v2 -> done [30 .. 40]
                  and leaves v2. What does not fit, and what was under way at the same time:
                    #2 client 2: get k -> v1 [50 .. 60]
                    #3 client 3: put k = v3 -> done [55 .. 65]""",
                anomaly.toString());
    }
}
