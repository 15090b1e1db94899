package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Keyspace;
import io.quorate.verify.Verdict;
import io.quorate.verify.watch.WatchCheck;
import io.quorate.verify.watch.Watched;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Who watches in a run: some from the beginning, some who come later. */
final class Watchers {

    private static final int WATCHERS_MAX = 4;
    private static final int TENANTS_MAX = 4;
    private static final long LATEST_NANOS = 5_000_000_000L;

    private final World world;
    private final Answers answers;
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private int ofTenants;
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
        add(watcher);
    }

    private void add(SimulatedWatcher watcher) {
        watchers.add(watcher);
        watcher.begin();
    }

    /**
     * Somebody watches a keyspace of a tenant, unless many do already, or disks may be lost that it
     * was on.
     *
     * @param keys that there may be in it
     */
    void watch(SimulatedClient client, Keyspace keyspace, int keys) {
        boolean isEnough = ofTenants >= TENANTS_MAX || isStopped;
        if (isEnough || world.swarm().diskLosses() == Swarm.DiskLosses.UNBOUNDED) return;
        ofTenants++;
        add(new SimulatedWatcher(client, world, watchers.size(), keyspace, keys));
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
        watchers.stream().map(SimulatedWatcher::keyspace).distinct().forEach(this::requireRight);
    }

    private void requireRight(int keyspace) {
        List<Watched> watched =
                watchers.stream()
                        .filter(watcher -> watcher.keyspace() == keyspace)
                        .flatMap(watcher -> watcher.all().stream())
                        .toList();
        Verdict verdict = WatchCheck.check(world.ledger().state().changes(keyspace), watched);
        InvariantViolation.require(
                verdict instanceof Verdict.Holds,
                "watchers of keyspace %d were not shown what was made: %s",
                keyspace,
                verdict);
    }
}
