package io.quorate.verify.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.Mutation;
import io.quorate.verify.Operation;
import io.quorate.verify.SimulatedStore;
import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;
import io.quorate.verify.Verdict;
import io.quorate.verify.linearizability.Linearizability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.SplittableRandom;

/** The revisions must explain every reply: what they explain is linearizable. */
class RevisionOrderTest {

    private static final int SEEDS = 5_000;

    private static Shape small(Use use, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        return new Shape(
                use,
                1 + random.nextInt(5),
                1 + random.nextInt(2),
                3 + random.nextInt(20),
                0,
                random.nextBoolean() ? 0 : 0.4,
                random.nextBoolean() ? 0 : 0.2);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void whatAStoreDidIsExplained(Use use) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Verdict verdict = RevisionOrder.check(SimulatedStore.history(seed, small(use, seed)));
            assertTrue(verdict.holds(), () -> verdict.toString());
        }
        Shape large = new Shape(use, 50, 100, 20_000, 0, 0.05, 0.02);
        Verdict verdict = RevisionOrder.check(SimulatedStore.history(1, large));
        assertEquals(new Verdict.Holds(20_000), verdict);
    }

    /** Who went first among the others is known: the search is for what nobody answered. */
    @Test
    void manyUnknownConditionalPutsOfOneKeyAreDecided() {
        for (long seed = 1; seed <= 20; seed++) {
            Shape crowded = new Shape(Use.CAS_REGISTER, 50, 1, 2_000, 0, 0.3, 0.1);
            Verdict verdict = RevisionOrder.check(SimulatedStore.history(seed, crowded));
            assertEquals(new Verdict.Holds(2_000), verdict);
        }
    }

    /** One that goes by answers alone gives up on most; one that knows where to look does not. */
    @Test
    void revisionsShowWhereAnOrderIs() {
        Shape crowded = new Shape(Use.CAS_REGISTER, 20, 1, 300, 0, 0.2, 0.1);
        long stepsMax = 3_000;
        int undecided = 0;
        for (long seed = 1; seed <= 40; seed++) {
            History history = SimulatedStore.history(seed, crowded);
            if (Linearizability.check(history, stepsMax) instanceof Verdict.Undecided) undecided++;
            assertEquals(
                    new Verdict.Holds(300),
                    Linearizability.check(history, stepsMax, RevisionOrder::places));
        }
        assertTrue(undecided > 10, "only " + undecided + " were not decided without");
    }

    @Test
    void noRevisionHidesAViolation() {
        int wrong = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Shape shape = small(Use.CAS_REGISTER, seed);
            History changed = Mutation.of(SimulatedStore.history(seed, shape), seed);
            Verdict plain = Linearizability.check(changed);
            Verdict guided =
                    Linearizability.check(
                            changed, Linearizability.STEPS_MAX_DEFAULT, RevisionOrder::places);
            assertEquals(plain, guided, "seed " + seed);
            if (!plain.holds()) wrong++;
        }
        assertTrue(wrong > SEEDS / 20, "only " + wrong + " histories were wrong");
    }

    /** With unknown adds a counter is only held to bounds, so here there are none. */
    @ParameterizedTest
    @EnumSource(Use.class)
    void whatIsNotLinearizableIsNotExplained(Use use) {
        int wrong = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            History history = SimulatedStore.history(seed, small(use, seed));
            History changed = Mutation.of(history, seed);
            boolean hasUnknown = changed.operations().stream().anyMatch(Operation::isUnknown);
            if (use == Use.COUNTER && hasUnknown) continue;
            if (Linearizability.check(changed).holds()) continue;
            wrong++;
            assertFalse(RevisionOrder.check(changed).holds(), "seed " + seed);
        }
        assertTrue(wrong > SEEDS / 20, "only " + wrong + " histories were wrong");
    }

    private static History history(String events) {
        String text = "quorate-history 1\n" + events;
        return HistoryText.read(new BufferedReader(new StringReader(text)));
    }

    private static String anomaly(String events) {
        Verdict verdict = RevisionOrder.check(history(events));
        var violated = assertInstanceOf(Verdict.Violated.class, verdict);
        return violated.anomalies().getFirst().name();
    }

    private static void assertHolds(String events) {
        Verdict verdict = RevisionOrder.check(history(events));
        assertTrue(verdict.holds(), verdict::toString);
    }

    @Test
    void twoWritesDoNotShareARevision() {
        assertEquals(
                "two writes at one revision",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        i 1 2 0 0 1 put b w
                        e 0 2 ok 5 stored
                        e 1 2 ok 5 stored
                        """));
    }

    @Test
    void aWriteThatIsDoneHasARevision() {
        assertEquals(
                "write without a revision",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 0 stored
                        """));
    }

    /** A retry that was carried out twice. */
    @Test
    void aWriteTakesEffectAtOneRevision() {
        assertEquals(
                "one write at two revisions",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 unknown
                        i 1 2 0 0 3 get a linearizable
                        e 1 4 ok 1 found v 1
                        i 2 2 0 0 5 get a linearizable
                        e 2 6 ok 2 found v 2
                        """));
    }

    @Test
    void aReadIsNotOlderThanWhatWasAnsweredBefore() {
        assertEquals(
                "stale read",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 1 stored
                        i 1 2 0 0 3 get a linearizable
                        e 1 4 ok 0 absent
                        """));
    }

    @Test
    void anEventualReadMayBe() {
        assertHolds(
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 2 0 0 3 get a eventual
                e 1 4 ok 0 absent
                """);
    }

    @Test
    void butItShowsWhatWasThereAtItsRevision() {
        assertEquals(
                "unexplained reply",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 1 stored
                        i 1 2 0 0 3 get a eventual
                        e 1 4 ok 1 absent
                        """));
    }

    @Test
    void aWriteDoesNotLieBeforeWhatWasAnsweredBefore() {
        assertEquals(
                "write in the past",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 2 stored
                        i 1 2 0 0 3 put b w
                        e 1 4 ok 1 stored
                        """));
    }

    @Test
    void aReadShowsTheRevisionOfTheChange() {
        assertEquals(
                "unexplained reply",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 2 stored
                        i 1 2 0 0 3 get a linearizable
                        e 1 4 ok 2 found v 1
                        """));
    }

    @Test
    void anUnknownDeleteExplainsAnAbsenceOnce() {
        String untilAbsent =
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 delete a
                e 1 4 unknown
                i 2 1 0 0 5 get a linearizable
                e 2 6 ok 2 absent
                """;
        assertHolds(untilAbsent);
        assertEquals(
                "unexplained reply",
                anomaly(
                        untilAbsent
                                + """
                                i 3 1 0 0 7 put a w
                                e 3 8 ok 3 stored
                                i 4 1 0 0 9 get a linearizable
                                e 4 10 ok 4 absent
                                """));
    }

    @Test
    void anUnknownDeleteExplainsWhatARangeDoesNotShow() {
        String untilWritten =
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 delete a
                e 1 4 unknown
                i 2 1 0 0 5 put b w
                e 2 6 ok 3 stored
                """;
        assertHolds(
                untilWritten
                        + """
                        i 3 1 0 0 7 range a c linearizable
                        e 3 8 ok 3 pairs 1 b w 3
                        """);
        assertEquals(
                "unexplained reply",
                anomaly(
                        untilWritten
                                + """
                                i 3 1 0 0 7 range a c linearizable
                                e 3 8 ok 3 pairs 0
                                """));
    }

    /** Revisions are dense: without one that is free, nothing unknown can have happened. */
    @Test
    void anUnknownWriteNeedsARevisionOfItsOwn() {
        assertEquals(
                "unexplained reply",
                anomaly(
                        """
                        i 0 1 0 0 1 put a v
                        e 0 2 ok 1 stored
                        i 1 1 0 0 3 delete a
                        e 1 4 unknown
                        i 2 1 0 0 5 get a linearizable
                        e 2 6 ok 1 absent
                        """));
    }

    @Test
    void aRangeShowsOneRevision() {
        String writes =
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 put b w
                e 1 4 ok 2 stored
                i 2 1 0 0 5 put a x
                e 2 6 ok 3 stored
                i 3 1 0 0 7 range a c eventual
                """;
        assertHolds(writes + "e 3 8 ok 2 pairs 2 a v 1 b w 2\n");
        assertEquals("unexplained reply", anomaly(writes + "e 3 8 ok 2 pairs 2 a x 3 b w 2\n"));
        assertEquals("unexplained reply", anomaly(writes + "e 3 8 ok 2 pairs 1 b w 2\n"));
    }

    @Test
    void aTransactionIsOneRevision() {
        String move =
                """
                i 0 1 0 0 1 put a v
                e 0 2 ok 1 stored
                i 1 1 0 0 3 transaction 3 get a linearizable delete a put b v
                e 1 4 ok 2 each 3 found v 1 deleted stored
                i 2 1 0 0 5 range a c linearizable
                """;
        assertHolds(move + "e 2 6 ok 2 pairs 1 b v 2\n");
        assertEquals("unexplained reply", anomaly(move + "e 2 6 ok 2 pairs 2 a v 1 b v 2\n"));
    }

    /** The second can only have taken effect after the first, which nobody saw. */
    @Test
    void aRangeMayShowWhatConditionalPutsOfUnknownOutcomeLeft() {
        String writes =
                """
                i 0 1 0 0 1 transaction 2 put k v put m v
                e 0 2 ok 1 each 2 stored stored
                i 1 2 0 0 3 put-if k revision 1 w
                e 1 4 unknown
                i 2 3 0 0 5 put-if k value w x
                e 2 6 unknown
                i 3 1 0 0 7 range a z linearizable
                """;
        assertHolds(writes + "e 3 8 ok 3 pairs 2 k x 3 m v 1\n");
        assertHolds(writes + "e 3 8 ok 1 pairs 2 k v 1 m v 1\n");
        anomaly(writes + "e 3 8 ok 3 pairs 2 k x 3 m v 2\n");
    }
}
