package io.quorate.simulation;

import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.MemoryDisk;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/** What happens to disks and stores. */
final class DiskFaults {

    private static final long MILLISECOND = 1_000_000;

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final IntSupplier operations;
    private final SplittableRandom random;

    /**
     * @param operations how many the clients have begun
     */
    DiskFaults(
            World world,
            Cluster cluster,
            Healing healing,
            IntSupplier operations,
            SplittableRandom random) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.operations = operations;
        this.random = random;
    }

    private SimulatedHost victim() {
        return cluster.anyHost(random);
    }

    private long duration() {
        return Randomness.logarithmic(random, 20 * MILLISECOND, 3_000 * MILLISECOND);
    }

    /** The node ends at a disk operation to come; a node that is down, while it recovers. */
    void crashAtOperation() {
        SimulatedHost host = victim();
        if (random.nextBoolean()) {
            host.kill("killed, to end again in its recovery");
            host.startLater();
        }
        world.saw(Situation.CRASH_AT_A_DISK_OPERATION);
        MemoryDisk disk = host.storage().disk();
        int operations = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        if (random.nextInt(3) > 0) disk.cutPowerAt(disk.operations() + operations);
        else host.storage().states().cutPowerAt(host.storage().states().operations() + operations);
    }

    void slow() {
        SimulatedHost host = victim();
        world.saw(Situation.SLOW_DISK);
        host.storage().slow((double) Randomness.logarithmic(random, 2, 200));
        healing.after(duration(), () -> host.storage().slow(1));
    }

    void stall() {
        world.saw(Situation.STALLED_DISK);
        victim().storage().stall(world.nowNanos() + duration());
    }

    void fail() {
        MemoryDisk disk = victim().storage().disk();
        long operation = disk.operations() + 1 + random.nextInt(10);
        if (random.nextBoolean()) disk.failForceFrom(operation);
        else disk.failWriteFrom(operation);
    }

    void fill() {
        SimulatedHost host = victim();
        world.saw(Situation.DISK_FULL);
        host.storage().fill();
        healing.after(duration(), () -> host.storage().makeRoom());
    }

    /** Whether a node may lose what it promised: never too many, or late in the run as many. */
    private boolean mayLose(SimulatedHost host) {
        return switch (world.swarm().diskLosses()) {
            case SURVIVABLE -> cluster.mayLose(host);
            case UNBOUNDED ->
                    !host.isLost() && operations.getAsInt() > world.swarm().operationsMin() / 5 * 4;
        };
    }

    private void lost() {
        if (!cluster.canDecide()) world.saw(Situation.QUORUM_LOST);
    }

    /**
     * Damages disks, and no journal's last segment: a bad last batch looks as a power cut leaves
     * it, so no protocol survives one that was acknowledged.
     */
    void damage() {
        SimulatedHost host = victim();
        List<String> segments =
                host.storage().disk().list().stream()
                        .map(Disk.Name::name)
                        .filter(name -> name.endsWith(".journal"))
                        .sorted()
                        .toList();
        if (segments.size() < 2 || !mayLose(host)) return;
        String name = segments.get(random.nextInt(segments.size() - 1));
        world.saw(Situation.DISK_DAMAGED);
        host.damaged();
        lost();
        try {
            damage(host.storage().disk(), name, segments.getFirst());
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    private void damage(MemoryDisk disk, String name, String other) throws IOException {
        int sector = MemoryDisk.SECTOR_BYTES;
        int sectors = disk.platter(name).length / sector;
        int at = random.nextInt(sectors) * sector;
        byte[] bytes = new byte[sector];
        System.arraycopy(disk.platter(name), at, bytes, 0, sector);
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(sector)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = new byte[sector];
            case 2 -> random.nextBytes(bytes);
            default -> {
                int from = random.nextInt(sectors) * sector;
                System.arraycopy(disk.platter(other), from, bytes, 0, sector);
            }
        }
        disk.damage(name, at, bytes);
    }

    /** Of never so many stores that a majority is not left: that is what finds who is wrong. */
    void rot() {
        SimulatedHost host = victim();
        boolean isSurvivable = world.swarm().diskLosses() == Swarm.DiskLosses.SURVIVABLE;
        if (!isSurvivable || host.process().isEmpty() || !cluster.mayLose(host)) return;
        world.saw(Situation.ROW_ROTTED);
        if (random.nextBoolean()) {
            host.storage().rot();
        } else {
            host.storage().rotDigest();
            host.kill("killed, to find another digest");
            host.startLater();
        }
    }

    void lose() {
        SimulatedHost host = victim();
        if (!mayLose(host)) return;
        world.saw(Situation.DISK_LOST);
        host.loseDisk();
        lost();
    }

    void stallStore() {
        SimulatedHost host = victim();
        host.storage().stallStore(true);
        healing.after(duration(), () -> host.storage().stallStore(false));
    }

    void flushStore() {
        SimulatedHost host = victim();
        if (host.process().isEmpty()) return;
        world.saw(Situation.STORE_FLUSHED_BY_ITSELF);
        host.storage().flushStore();
    }
}
