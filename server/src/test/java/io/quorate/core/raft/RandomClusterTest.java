package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;
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

    /** The same, while members come and go and leaders hand over. */
    @Test
    void changingServersKeepThePropertiesUnderFaultsAndRecover() {
        String only = System.getProperty("raft.seed");
        if (only != null) {
            runChanging(Long.parseLong(only));
            return;
        }
        int reconfigured = 0;
        int transferred = 0;
        int seeds = Integer.getInteger("raft.seeds", SEEDS);
        for (long seed = 1; seed <= seeds; seed++) {
            Churn churn = runChanging(seed);
            reconfigured += churn.reconfigured();
            transferred += churn.transferred();
        }
        assertTrue(reconfigured > seeds, reconfigured + " changes in " + seeds + " runs");
        assertTrue(transferred > seeds / 4, transferred + " hand-overs in " + seeds + " runs");
    }

    /** The same servers, with disks that lose what was written. */
    @Test
    void serversThatLoseRecordsKeepThePropertiesAndAreMended() {
        String only = System.getProperty("raft.seed");
        if (only != null) {
            runWithHoles(Long.parseLong(only));
            return;
        }
        int mended = 0;
        int seeds = Integer.getInteger("raft.seeds", SEEDS);
        for (long seed = 1; seed <= seeds; seed++) mended += runWithHoles(seed);
        assertTrue(mended > seeds, mended + " mended in " + seeds + " runs");
    }

    private static int runWithHoles(long seed) {
        var cluster = RandomCluster.withHoles(seed);
        try {
            cluster.run();
        } catch (AssertionError | InvariantViolation | RuntimeException e) {
            fail("seed " + seed + "; replay: mvn verify -Draft.seed=" + seed, e);
        }
        return cluster.mended();
    }

    private static Churn runChanging(long seed) {
        var churn = new Churn(6);
        try {
            new RandomCluster(seed, churn).run();
        } catch (AssertionError | InvariantViolation | RuntimeException e) {
            fail("seed " + seed + "; replay: mvn verify -Draft.seed=" + seed, e);
        }
        return churn;
    }

    private static void run(long seed) {
        try {
            new RandomCluster(seed).run();
        } catch (AssertionError | InvariantViolation | RuntimeException e) {
            fail("seed " + seed + "; replay: mvn verify -Draft.seed=" + seed, e);
        }
    }
}
