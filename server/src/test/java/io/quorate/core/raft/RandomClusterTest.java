package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.core.InvariantViolation;

import org.junit.jupiter.api.Test;

/** Random clusters under random faults keep Raft's properties (Figure 3), and recover. */
class RandomClusterTest {

    private static final int SEEDS = 200;

    /** Replays one seed with {@code -Draft.seed=N}, many with {@code -Draft.seeds=N}. */
    @Test
    void threeAndFiveServersKeepTheFivePropertiesUnderFaultsAndRecover() {
        String only = System.getProperty("raft.seed");
        if (only != null) {
            run(Long.parseLong(only));
            return;
        }
        int seeds = Integer.getInteger("raft.seeds", SEEDS);
        for (long seed = 1; seed <= seeds; seed++) run(seed);
    }

    private static void run(long seed) {
        try {
            new RandomCluster(seed).run();
        } catch (AssertionError | InvariantViolation | RuntimeException e) {
            fail("seed " + seed + "; replay: mvn verify -Draft.seed=" + seed, e);
        }
    }
}
