package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Recovered;
import io.quorate.replica.journal.MemoryDisk.Kept;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * The power goes at every operation of a workload, and again at every operation of the recovery; of
 * what was not forced all, nothing, some sectors or a torn write is kept. Nothing that was
 * acknowledged may be lost, nothing that was truncated may come back.
 */
class PowerCutTest {

    private static final JournalLimits SMALL = new JournalLimits(8 << 10, 2 << 10);
    private static final long SEED = Long.getLong("quorate.seed", 42);
    private static final List<Kept> ALL_KEPT = List.of(Kept.values());
    private static final int STEPS = 300;

    private final JournalWorkload workload = new JournalWorkload(SEED, STEPS);

    @Test
    void losesNothingThatWasAcknowledgedAndBringsNothingBack() throws Exception {
        long operations = operationsOfAllSteps();
        assertTrue(operations > 700, "a workload of " + operations + " operations");
        for (long cut = 1; cut <= operations; cut++) {
            for (Kept kept : ALL_KEPT) {
                var disk = new MemoryDisk(cut);
                int done = runUntilPowerIsCut(disk, cut);
                disk.losePower(kept);
                String replay = replay(cut, kept);
                cutPowerInRecovery(disk, done, replay);
                checkAfterRestart(disk, done, replay);
                goOn(disk, done, replay);
            }
        }
    }

    private static String replay(long cut, Kept kept) {
        return "-Dquorate.seed=" + SEED + ", power cut at operation " + cut + ", kept " + kept;
    }

    private long operationsOfAllSteps() throws Exception {
        var disk = new MemoryDisk(0);
        assertEquals(STEPS, runUntilPowerIsCut(disk, Long.MAX_VALUE));
        return disk.operations();
    }

    /** How many steps were acknowledged. */
    private int runUntilPowerIsCut(MemoryDisk disk, long operation) throws Exception {
        disk.cutPowerAt(operation);
        int done = 0;
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (; done < workload.length(); done++) {
                JournalWorkload.take(journal, workload.step(done));
            }
        } catch (MemoryDisk.PowerCut e) {
            return done;
        }
        return done;
    }

    private void checkAfterRestart(MemoryDisk disk, int done, String replay) throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            check(journal, done, replay);
        } catch (JournalDamaged e) {
            throw new AssertionError(replay, e);
        }
    }

    private void check(Journal journal, int done, String replay) throws Exception {
        JournalModel before = workload.after(done);
        List<JournalModel> allowed = List.of(before);
        if (done < workload.length()) {
            JournalWorkload.Step step = workload.step(done);
            allowed =
                    JournalWorkload.isOneBatch(step, SMALL)
                            ? List.of(before, workload.after(done + 1))
                            : JournalWorkload.during(before, step);
        }
        for (JournalModel model : allowed) {
            if (holds(journal, model, allowed.getLast())) return;
        }
        for (GroupId group : JournalWorkload.GROUPS) {
            long base = allowed.getLast().released(group);
            assertEquals(
                    before.recovered(group, base),
                    recovered(journal, group, base),
                    replay + ", " + done + " steps done, " + group);
        }
        throw new AssertionError(replay + ": the groups are of different moments");
    }

    /** The state machine has durably applied what was being released, so that is the base. */
    private static boolean holds(Journal journal, JournalModel model, JournalModel released)
            throws Exception {
        for (GroupId group : JournalWorkload.GROUPS) {
            long base = released.released(group);
            Recovered found = recovered(journal, group, base);
            if (!found.equals(model.recovered(group, base))) return false;
        }
        return true;
    }

    /** The terms of what was applied are nothing to the model: nor whether the tail follows. */
    private static Recovered recovered(Journal journal, GroupId group, long base) throws Exception {
        Recovered found = journal.recovered(group, new LogId(0, base));
        return new Recovered(found.promise(), found.base(), found.tail());
    }

    private void cutPowerInRecovery(MemoryDisk disk, int done, String replay) throws Exception {
        var counting = disk.copy(1);
        Journal.open(counting, SMALL).close();
        for (long cut = 1; cut <= counting.operations(); cut++) {
            Kept kept = ALL_KEPT.get((int) ((cut + done) % ALL_KEPT.size()));
            var again = disk.copy(cut);
            again.cutPowerAt(cut);
            try {
                Journal.open(again, SMALL).close();
            } catch (MemoryDisk.PowerCut e) {
                again.losePower(kept);
            }
            checkAfterRestart(again, done, replay + ", in recovery at " + cut + ", kept " + kept);
        }
    }

    /** What was torn does not come back later either. */
    private void goOn(MemoryDisk disk, int done, String replay) throws Exception {
        int to = Math.min(done + 30, workload.length());
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (int i = done; i < to; i++) JournalWorkload.take(journal, workload.step(i));
            check(journal, to, replay);
        }
        checkAfterRestart(disk, to, replay + ", after going on");
    }
}
