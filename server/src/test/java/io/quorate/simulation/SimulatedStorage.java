package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Digest;
import io.quorate.core.state.Family;
import io.quorate.core.state.MemoryStore;
import io.quorate.core.state.Store;
import io.quorate.replica.journal.MemoryDisk;
import io.quorate.replica.snapshot.MemoryStates;
import io.quorate.replica.snapshot.StateShelf;

import java.util.Optional;
import java.util.SplittableRandom;

/** A node's disk with the journal and the states on it, and how good it is at the moment. */
final class SimulatedStorage {

    /** The longest that a force takes, whatever makes it slow. */
    private static final long FORCE_NANOS_MAX = 3_000_000_000L;

    /** The key of what nobody wrote; no digest counts it in META. */
    private static final Bytes ROT = Bytes.utf8("~rot");

    private final World world;
    private final SplittableRandom random;
    private final MemoryDisk disk;
    private final MemoryStates states;
    private Optional<StateShelf> live = Optional.empty();
    private boolean isRotten;
    private boolean wasRotten;
    private boolean isStoreStalled;
    private double slowness = 1;
    private long stalledUntilNanos;

    SimulatedStorage(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        disk = new MemoryDisk(random.nextLong());
        states = new MemoryStates(random.nextLong());
    }

    /** Where the journal is. */
    MemoryDisk disk() {
        return disk;
    }

    /** Where the state machine's states are. */
    MemoryStates states() {
        return states;
    }

    /** A process has opened the states. */
    void opened(StateShelf shelf) {
        live = Optional.of(shelf);
        stallStore(isStoreStalled);
    }

    /** The store that is in use takes no batches, or takes them again. */
    void stallStore(boolean isStalled) {
        isStoreStalled = isStalled;
        live.ifPresent(shelf -> ((MemoryStore) shelf.live()).stall(isStalled));
    }

    /** A row is in the store that nobody wrote, under a key that nobody asks for. */
    void rot() {
        live.ifPresent(shelf -> rot(shelf, Family.LATEST));
    }

    /** The digest that the next process will find is another; its rows are what they were. */
    void rotDigest() {
        live.ifPresent(
                shelf -> {
                    rot(shelf, Family.META);
                    var other = new Digest(random.nextLong(), random.nextLong());
                    ((MemoryStore) shelf.live()).rot(Family.META, Bytes.utf8("d"), other.encode());
                });
    }

    private void rot(StateShelf shelf, Family family) {
        isRotten = true;
        wasRotten = true;
        ((MemoryStore) shelf.live()).rot(family, ROT, Bytes.utf8("nobody wrote this"));
    }

    /** Whether there ever was rot. */
    boolean wasRotten() {
        return wasRotten;
    }

    /** Whether the store is rotten that is in use, or was last. */
    boolean isRotten() {
        live.ifPresent(shelf -> isRotten = isRotten(shelf.live()));
        return isRotten;
    }

    private static boolean isRotten(Store store) {
        return store.get(Family.LATEST, ROT).isPresent() || store.get(Family.META, ROT).isPresent();
    }

    /** The store flushes, and tells nobody. */
    void flushStore() {
        live.ifPresent(StateShelf::flush);
    }

    /** Everything takes this many times as long. */
    void slow(double times) {
        slowness = times;
    }

    /** No force returns before then. */
    void stall(long untilNanos) {
        stalledUntilNanos = untilNanos;
    }

    /** There is no room for anything more. */
    void fill() {
        disk.capacity(disk.bytes());
        states.fill(true);
    }

    /** There is room, and the store takes what comes. */
    void makeRoom() {
        disk.capacity(Long.MAX_VALUE);
        states.fill(false);
    }

    /**
     * How long a force takes that begins now, on a node that is so many times slower than usual.
     */
    long forceNanos(double nodeSlowness) {
        long mean = (long) (world.swarm().disk().forceMeanNanos() * slowness * nodeSlowness);
        long usual = mean / 5 + Randomness.exponential(random, Math.max(1, mean));
        long longest = Math.max(usual, stalledUntilNanos - world.nowNanos());
        return Math.min(longest, FORCE_NANOS_MAX);
    }

    /** The power goes; of what was not forced, anything may be left. */
    void losePower() {
        MemoryDisk.Kept[] all = MemoryDisk.Kept.values();
        MemoryDisk.Kept kept = all[random.nextInt(all.length)];
        world.saw(Situation.POWER_LOST);
        switch (kept) {
            case NOTHING -> world.saw(Situation.UNFORCED_WRITES_LOST);
            case SOME_SECTORS, TORN_LAST_WRITE -> world.saw(Situation.UNFORCED_WRITES_TORN);
            case EVERYTHING -> {}
        }
        disk.losePower(kept);
        states.losePower(kept);
        live = Optional.empty();
    }

    /** The process ends; what it wrote stays in the page cache, but for the store's memory. */
    void endProcess() {
        disk.endProcess();
        states.losePower(MemoryDisk.Kept.EVERYTHING);
        live = Optional.empty();
    }

    /** Nothing is slow, full or about to fail any more. */
    void heal() {
        slow(1);
        stall(0);
        makeRoom();
        stallStore(false);
        disk.cutPowerAt(Long.MAX_VALUE);
        disk.failForceFrom(Long.MAX_VALUE);
        disk.failWriteFrom(Long.MAX_VALUE);
        states.cutPowerAt(Long.MAX_VALUE);
    }
}
