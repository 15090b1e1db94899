package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.Guarantee;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;

/**
 * The sessions' checker sees what it is there for: where a guarantee is promised and the requests
 * do not ask for it, a violation shows within few seeds, and it is of that guarantee. Writes that
 * overlap are done in order only for a client that is registered so: what is switched off for these
 * is their order.
 */
final class SessionControlsTest {

    private static final long SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(names = {"READ_YOUR_WRITES", "MONOTONIC_READS", "MONOTONIC_WRITES"})
    void aGuaranteeThatIsSwitchedOffIsSeenViolated(Guarantee guarantee) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                Simulation.run(seed, new Counts(), EnumSet.of(guarantee));
            } catch (SeedFailed seen) {
                String why = seen.getCause().getMessage();
                String first = why.lines().findFirst().orElseThrow();
                System.out.printf("without %s: seed %d: %s%n", guarantee.words(), seed, first);
                assertTrue(why.contains(guarantee.words() + ": session"), why);
                return;
            }
        }
        throw new AssertionError("in " + SEEDS + " seeds nobody misses " + guarantee.words());
    }
}
