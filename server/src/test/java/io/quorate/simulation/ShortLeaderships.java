package io.quorate.simulation;

import java.util.SplittableRandom;

/**
 * For a while, whoever comes to lead is gone before it gets far: with some entries of earlier terms
 * handed on and none of its own (Figure 8 of the Raft paper), or as its lease has just begun.
 */
final class ShortLeaderships {

    private static final long MICROSECOND = 1_000;

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final ProcessFaults processes;
    private final NetworkFaults networks;
    private final SplittableRandom random;
    private long untilNanos;

    ShortLeaderships(
            World world,
            Cluster cluster,
            Healing healing,
            ProcessFaults processes,
            NetworkFaults networks,
            SplittableRandom random) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.processes = processes;
        this.networks = networks;
        this.random = random;
    }

    /** Leaders fall from now on, for some time; one that leads now is the first. */
    void begin() {
        long millis = Randomness.logarithmic(random, 500, 4_000);
        untilNanos = world.nowNanos() + millis * 1_000 * MICROSECOND;
        cluster.leader().ifPresent(this::fall);
    }

    /** A node has come to lead. */
    void elected(int node) {
        if (world.nowNanos() >= untilNanos) return;
        for (SimulatedHost host : cluster.hosts()) {
            if (host.index() == node) fallSoon(host);
        }
    }

    private void fallSoon(SimulatedHost host) {
        long nanos = Randomness.logarithmic(random, 100 * MICROSECOND, 60_000 * MICROSECOND);
        int life = host.life();
        healing.after(
                nanos,
                () -> {
                    boolean isStill = host.isLeader() && host.life() == life;
                    if (isStill && world.nowNanos() < untilNanos) fall(host);
                });
    }

    private void fall(SimulatedHost host) {
        world.saw(Situation.LEADERSHIP_WAS_SHORT);
        if (random.nextBoolean()) processes.kill(host);
        else networks.isolate(host);
    }
}
