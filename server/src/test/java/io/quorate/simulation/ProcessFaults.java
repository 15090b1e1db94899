package io.quorate.simulation;

import java.util.SplittableRandom;

/** What happens to processes, their power and their clocks. */
final class ProcessFaults {

    private static final long MILLISECOND = 1_000_000;

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final SplittableRandom random;

    ProcessFaults(World world, Cluster cluster, Healing healing, SplittableRandom random) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.random = random;
    }

    private SimulatedHost victim() {
        return cluster.anyHost(random);
    }

    void kill() {
        kill(victim());
    }

    void kill(SimulatedHost host) {
        host.kill("killed");
        host.startLater();
    }

    void losePower() {
        SimulatedHost host = victim();
        host.losePower("power lost");
        host.startLater();
    }

    void crashInTurn() {
        victim().lightFuse(random.nextInt(random.nextBoolean() ? 5 : 60));
    }

    void losePowerEverywhere() {
        world.saw(Situation.POWER_LOST_EVERYWHERE);
        for (SimulatedHost host : cluster.hosts()) {
            host.losePower("power lost everywhere");
            host.startLater();
        }
    }

    void pause() {
        SimulatedHost host = victim();
        if (host.process().isEmpty() || host.isPaused()) return;
        world.saw(Situation.PROCESS_PAUSED);
        if (host.isLeader()) world.saw(Situation.LEADER_PAUSED);
        host.pause();
        long nanos = Randomness.logarithmic(random, 10 * MILLISECOND, 2_000 * MILLISECOND);
        int life = host.life();
        healing.after(
                nanos,
                () -> {
                    if (host.life() == life) host.resume();
                });
    }

    void slow() {
        SimulatedHost host = victim();
        world.saw(Situation.SLOW_NODE);
        host.slow((double) Randomness.logarithmic(random, 2, 300));
        healing.after(
                Randomness.logarithmic(random, 50 * MILLISECOND, 2_000 * MILLISECOND),
                () -> host.slow(1));
    }

    void jumpClock() {
        SimulatedHost host = victim();
        world.saw(Situation.CLOCK_JUMPED);
        long nanos = Randomness.logarithmic(random, MILLISECOND, 20_000 * MILLISECOND);
        host.clock().jump(world.nowNanos(), nanos);
    }

    void changeClockRate() {
        SimulatedHost host = victim();
        world.saw(Situation.CLOCK_RATE_CHANGED);
        Swarm.Clocks clocks = world.swarm().clocks();
        double rate = random.nextDouble(clocks.slowest(), clocks.fastest());
        host.clock().rate(world.nowNanos(), rate);
        healing.after(
                Randomness.logarithmic(random, 100 * MILLISECOND, 5_000 * MILLISECOND),
                () -> host.clock().rate(world.nowNanos(), 1));
    }
}
