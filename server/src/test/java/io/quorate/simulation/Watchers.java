package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.verify.Verdict;
import io.quorate.verify.watch.Change;
import io.quorate.verify.watch.WatchCheck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Who watches in a run: some from the beginning, some who come later. */
final class Watchers {

    private static final int WATCHERS_MAX = 4;
    private static final long LATEST_NANOS = 5_000_000_000L;

    private final World world;
    private final Answers answers;
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private boolean isStopped;

    Watchers(World world, Answers answers) {
        this.world = world;
        this.answers = answers;
    }

    /** Has watchers come, each at one of the clients. */
    void begin(List<SimulatedClient> clients) {
        SplittableRandom random = world.randomness().of("watchers");
        int count = random.nextInt(WATCHERS_MAX + 1);
        for (int i = 0; i < count; i++) {
            SimulatedClient client = clients.get(random.nextInt(clients.size()));
            world.scheduler().after(random.nextLong(LATEST_NANOS), () -> begin(client));
        }
    }

    private void begin(SimulatedClient client) {
        if (isStopped) return;
        var watcher =
                new SimulatedWatcher(client, world, watchers.size(), answers.highestAnswered());
        watchers.add(watcher);
        watcher.begin();
    }

    /** They stay where they are; none comes any more. */
    void stop() {
        isStopped = true;
        watchers.forEach(SimulatedWatcher::stop);
    }

    /** Whether all were shown everything up to a revision. */
    boolean areThrough(long revision) {
        return watchers.stream().allMatch(watcher -> watcher.isThrough(revision));
    }

    /** What they were shown is what was made. */
    void requireRight() {
        List<Change> changes = world.ledger().state().changes();
        Verdict verdict =
                WatchCheck.check(
                        changes,
                        watchers.stream().flatMap(watcher -> watcher.all().stream()).toList());
        InvariantViolation.require(
                verdict instanceof Verdict.Holds,
                "watchers were not shown what was made: %s",
                verdict);
    }
}
