package io.quorate.simulation;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/** Has each fault of the run strike at times of its own, until the faults end. */
final class Nemesis {

    private final World world;
    private final ProcessFaults processes;
    private final NetworkFaults networks;
    private final DiskFaults disks;
    private final Operator operator;
    private final ShortLeaderships leaderships;
    private final SplittableRandom random;
    private final Healing healing;

    /**
     * @param operations how many the clients have begun
     */
    Nemesis(World world, Cluster cluster, Healing healing, IntSupplier operations) {
        this.world = world;
        this.healing = healing;
        random = world.randomness().of("nemesis");
        processes = new ProcessFaults(world, cluster, healing, random.split());
        networks = new NetworkFaults(world, cluster, healing, random.split());
        disks = new DiskFaults(world, cluster, healing, operations, random.split());
        operator = new Operator(world, cluster, healing, random.split());
        leaderships =
                new ShortLeaderships(world, cluster, healing, processes, networks, random.split());
    }

    void begin() {
        world.invariants().whenElected(this::elected);
        for (Map.Entry<FaultKind, Long> fault : world.swarm().meanNanos().entrySet()) {
            scheduleNext(fault.getKey(), fault.getValue());
        }
    }

    private void elected(int node) {
        if (!healing.areFaultsOver()) leaderships.elected(node);
    }

    private void scheduleNext(FaultKind kind, long meanNanos) {
        world.scheduler()
                .after(
                        Randomness.exponential(random, meanNanos),
                        () -> {
                            if (healing.areFaultsOver()) return;
                            world.event("fault", Trace.NOBODY, kind.name().hashCode(), kind);
                            strike(kind);
                            scheduleNext(kind, meanNanos);
                        });
    }

    private void strike(FaultKind kind) {
        switch (kind) {
            case KILL -> processes.kill();
            case POWER_LOSS -> processes.losePower();
            case CRASH_IN_TURN -> processes.crashInTurn();
            case POWER_LOSS_EVERYWHERE -> processes.losePowerEverywhere();
            case PAUSE -> processes.pause();
            case SLOW_NODE -> processes.slow();
            case JUMP_CLOCK -> processes.jumpClock();
            case CHANGE_CLOCK_RATE -> processes.changeClockRate();
            case ISOLATE -> networks.isolate();
            case HALVE -> networks.halve();
            case ONE_WAY -> networks.oneWay();
            case PARTIAL -> networks.partial();
            case BRIDGE -> networks.bridge();
            case FLAP -> networks.flap();
            case RESET -> networks.reset();
            case TURBULENCE -> networks.disturb();
            case LATE_ANSWERS -> networks.hearLate();
            case CUT_CLIENT_OFF -> networks.cutClientOff();
            case SHORT_LEADERSHIPS -> leaderships.begin();
            case CHANGE_MEMBERS -> operator.changeMembers();
            case HAND_OVER -> operator.handOver();
            case CRASH_AT_DISK_OPERATION -> disks.crashAtOperation();
            case SLOW_DISK -> disks.slow();
            case STALL_DISK -> disks.stall();
            case DISK_ERROR -> disks.fail();
            case DISK_FULL -> disks.fill();
            case DAMAGE -> disks.damage();
            case ROT -> disks.rot();
            case LOSE_DISK -> disks.lose();
            case STALL_STORE -> disks.stallStore();
            case FLUSH_STORE -> disks.flushStore();
        }
    }
}
