package io.quorate.verify.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.verify.History;
import io.quorate.verify.Mutation;
import io.quorate.verify.Operation;
import io.quorate.verify.SimulatedStore;
import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;
import io.quorate.verify.Verdict;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.SplittableRandom;

/** The search against the definition, on many small histories. */
class LinearizabilityTest {

    private static final int SEEDS = 10_000;

    private static Shape small(Use use, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        return new Shape(
                use,
                1 + random.nextInt(4),
                1,
                2 + random.nextInt(6),
                random.nextInt(3) * random.nextInt(3),
                random.nextBoolean() ? 0 : 0.4,
                random.nextBoolean() ? 0 : 0.2);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void agreesWithBruteForceOnSmallHistories(Use use) {
        int wrong = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            History history = SimulatedStore.history(seed, small(use, seed));
            assertTrue(check(history).holds(), "seed " + seed + " is linearizable");
            History changed = Mutation.of(history, seed);
            boolean isRight = bruteForce(changed);
            assertEquals(isRight, check(changed).holds(), "seed " + seed + ", changed");
            if (!isRight) wrong++;
        }
        assertTrue(wrong > SEEDS / 20, "only " + wrong + " histories were wrong");
    }

    private static Verdict check(History history) {
        return Linearizability.check(history);
    }

    private static boolean bruteForce(History history) {
        List<Operation> operations = history.operations();
        return BruteForce.isLinearizable(Keys.model("k0", operations), operations);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void findsOneLieInALongHistory(Use use) {
        Shape shape = new Shape(use, 10, 5, 2_000, 0, 0.01, 0.01);
        int found = 0;
        for (long seed = 1; seed <= 20; seed++) {
            History history = SimulatedStore.history(seed, shape);
            assertTrue(check(history).holds(), "seed " + seed);
            if (check(Mutation.of(history, seed)) instanceof Verdict.Violated) found++;
        }
        assertTrue(found > 5, "found " + found);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void notToKnowIsNotToHold(Use use) {
        Shape shape = new Shape(use, 10, 1, 1_000, 0, 0, 0);
        History history = SimulatedStore.history(1, shape);
        Verdict verdict = Linearizability.check(history, Keys::model, 100);
        assertInstanceOf(Verdict.Undecided.class, verdict);
    }
}
