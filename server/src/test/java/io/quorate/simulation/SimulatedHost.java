package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Recovered;
import io.quorate.replica.Arrival;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.journal.MemoryDisk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What a node runs on: its disk, its store's files, its clock and its power, which outlive its
 * processes, and the faults that they have at the moment.
 */
final class SimulatedHost implements SimulatedNetwork.Receiver {

    /** How long a process takes to end up listening. */
    private static final long START_MEAN_NANOS = 5_000_000;

    /** No fuse is lit. */
    private static final int NEVER = -1;

    /** Whoever waits for an answer of this node's processes. */
    interface Caller {

        /** The process ended, and its system closes the connection. */
        void connectionClosed();
    }

    private final NodeId id;
    private final int index;
    private final Members firstMembers;
    private final World world;
    private final SplittableRandom random;
    private final SimulatedStorage storage;
    private final NodeClock clock;
    private final Set<Caller> callers = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final List<NodeId> ids;

    private SimulatedNetwork network;
    private Optional<SimulatedProcess> process = Optional.empty();
    private boolean isListening;
    private boolean isPaused;
    private boolean isDamaged;
    private boolean wasDamaged;
    private boolean isLost;
    private boolean isRetired;
    private int life;
    private int fuse = NEVER;
    private double slowness = 1;

    SimulatedHost(NodeId id, List<NodeId> ids, Members firstMembers, World world) {
        this.id = id;
        this.ids = ids;
        this.index = ids.indexOf(id);
        this.firstMembers = firstMembers;
        this.world = world;
        random = world.randomness().of("host", index);
        storage = new SimulatedStorage(world, random.split());
        clock = new NodeClock(random.nextLong());
    }

    void connect(SimulatedNetwork to) {
        network = to;
    }

    NodeId id() {
        return id;
    }

    int index() {
        return index;
    }

    /** The members as the node was told of them when it was set up. */
    Members firstMembers() {
        return firstMembers;
    }

    /** Of its data directory, which is the same in all its lives. */
    long incarnation() {
        return incarnationOf(index);
    }

    private static long incarnationOf(int host) {
        return host + 1L;
    }

    SimulatedStorage storage() {
        return storage;
    }

    NodeClock clock() {
        return clock;
    }

    @Override
    public int life() {
        return life;
    }

    boolean isUp() {
        return process.isPresent() && isListening;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Whether it was ever started. */
    boolean wasSetUp() {
        return life > 0;
    }

    /** Whether this node cannot be counted on: its disk is gone, or damaged and not mended yet. */
    boolean isLost() {
        return isGone() || isDamaged || storage.isRotten();
    }

    /** Whether this node will not come back: its disk is gone, or refused as damaged. */
    boolean isGone() {
        return isLost;
    }

    boolean isLeader() {
        return world.invariants().isLeader(index);
    }

    Optional<SimulatedProcess> process() {
        return process;
    }

    /** Starts a process, unless there is one or the node is lost. */
    void start() {
        if (process.isPresent() || isLost || isRetired) return;
        life++;
        isPaused = false;
        deferred.clear();
        network.closeAllOf(index);
        hangUp();
        try {
            var born = new SimulatedProcess(this, world);
            process = Optional.of(born);
            isListening = false;
            world.event("starts", index, life, "life " + life);
            if (life > 1) world.saw(Situation.RESTART);
            born.later(Randomness.exponential(random, START_MEAN_NANOS), () -> listen(born));
        } catch (MemoryDisk.PowerCut cut) {
            world.saw(Situation.CRASH_IN_RECOVERY);
            if (random.nextBoolean()) ended("killed in recovery", false);
            else ended("power lost in recovery", true);
            startLater();
        } catch (IOException failed) {
            ended("cannot read its disk: " + failed.getMessage(), false);
            startLater();
        } catch (JournalDamaged damaged) {
            refuse(damaged);
        } catch (JournalNewer newer) {
            throw new InvariantViolation(id + " finds a journal of the future", newer);
        }
    }

    private void listen(SimulatedProcess born) {
        isListening = true;
        born.begin();
    }

    private void refuse(JournalDamaged damaged) {
        requireDamaged(damaged.getMessage());
        world.saw(Situation.DAMAGE_REFUSED);
        world.event("refuses", index, 0, damaged.getMessage());
        isLost = true;
    }

    private void requireDamaged(String found) {
        InvariantViolation.require(
                wasDamaged,
                "%s takes a journal for damaged that is as it was written: %s",
                id,
                found);
    }

    /** The process ends; what it wrote stays in the page cache. */
    void kill(String why) {
        if (process.isEmpty()) return;
        world.saw(Situation.PROCESS_KILLED);
        ended(why, false);
        network.closeAllOf(index);
        hangUp();
    }

    /** The power goes; of what was not forced, anything may be left. Nobody is told. */
    void losePower(String why) {
        if (process.isPresent()) ended(why, true);
    }

    private void ended(String why, boolean isPowerLost) {
        world.saw(Situation.CRASH);
        if (isLeader()) world.saw(Situation.LEADER_CRASHED);
        world.event("ends", index, isPowerLost ? 1 : 0, why);
        process.ifPresent(SimulatedProcess::end);
        process = Optional.empty();
        isListening = false;
        fuse = NEVER;
        world.invariants().ended(index);
        if (isPowerLost) storage.losePower();
        else storage.endProcess();
    }

    private void hangUp() {
        List<Caller> all = List.copyOf(callers);
        callers.clear();
        for (Caller caller : all) caller.connectionClosed();
    }

    /** Starts again after a while. */
    void startLater() {
        startAfter(Randomness.logarithmic(random, 2_000_000, 1_500_000_000));
    }

    void startAfter(long nanos) {
        int its = life;
        world.scheduler().after(nanos, () -> startIfStill(its));
    }

    private void startIfStill(int its) {
        if (life == its) start();
    }

    /** The disk is gone with all that was on it, and the node with it. */
    void loseDisk() {
        losePower("loses its disk");
        isLost = true;
    }

    /** The node was removed, and is turned off for good. */
    void retire() {
        kill("taken out of use");
        isRetired = true;
    }

    /** Bytes on the disk are not any more what was written; the node may refuse it from now on. */
    void damaged() {
        isDamaged = true;
        wasDamaged = true;
    }

    /** A process begins with what it found; damage that took nothing is none. */
    void recovered(Recovered found) {
        found.hole().ifPresent(hole -> requireDamaged(hole.toString()));
        isDamaged = found.hole().isPresent();
    }

    /** What the node had lost is made good. */
    void mended() {
        isDamaged = false;
    }

    void pause() {
        isPaused = true;
    }

    /** The process runs again; what came meanwhile is taken in any order. */
    void resume() {
        if (!isPaused) return;
        isPaused = false;
        while (!deferred.isEmpty()) {
            world.scheduler().after(random.nextInt(200_000), deferred.poll());
        }
    }

    void whenResumed(Runnable step) {
        deferred.add(step);
    }

    /** The process ends after so many of the things that it asks of the outside. */
    void lightFuse(int steps) {
        if (process.isPresent()) fuse = steps;
    }

    boolean isFuseLit() {
        return fuse != NEVER;
    }

    /** One step on the way to where a lit fuse ends the process. */
    void burn() {
        if (fuse == NEVER) return;
        if (fuse-- == 0) {
            world.saw(Situation.CRASH_INSIDE_A_TURN);
            throw new ProcessEnds();
        }
    }

    /** A fuse has burnt down, of the process or of its disk. */
    void endedAtFuse() {
        if (random.nextBoolean()) kill("killed in the middle");
        else losePower("power lost in the middle");
        startLater();
    }

    /** The disk failed a write or a force, so the process ended itself. */
    void endedByDisk(IOException failed) {
        world.saw(Situation.DISK_ERROR);
        kill("its disk failed: " + failed.getMessage());
        startLater();
    }

    /** The journal read something else than it wrote, so the process ended itself. */
    void endedByDamage(JournalDamaged damaged) {
        requireDamaged(damaged.getMessage());
        kill("its journal is damaged: " + damaged.getMessage());
        startLater();
    }

    /** Everything takes this many times as long. */
    void slow(double times) {
        slowness = times;
    }

    double slowness() {
        return slowness;
    }

    long slowed(long nanos) {
        return (long) (nanos * slowness);
    }

    /** What an operator asked for and nobody has heard of yet is lost. */
    void forgetChanges() {
        process.ifPresent(SimulatedProcess::forgetChanges);
    }

    /** Everything that can be made good is; a node that is not lost runs. */
    void heal() {
        slow(1);
        storage.heal();
        clock.rate(world.nowNanos(), 1);
        fuse = NEVER;
        resume();
        start();
    }

    void send(NodeId to, List<PeerMessage> messages) {
        network.send(GroupId.FIRST, index, ids.indexOf(to), messages);
    }

    @Override
    public void received(int from, PeerMessage message) {
        if (!isUp()) return;
        process.get().meet(ids.get(from), incarnationOf(from));
        process.get().post(new Arrival.FromPeer(ids.get(from), message));
    }

    @Override
    public void closed(int from) {
        if (isUp()) process.get().post(new Arrival.PeerClosed(ids.get(from)));
    }

    /** A client asks for something. Answers whether somebody listens. */
    boolean request(Caller caller, Supplier<Arrival.Request> request) {
        if (!isUp()) return false;
        callers.add(caller);
        take(process.get(), request);
        return true;
    }

    /** A process that does not run answers nothing, not even that it has too much to do. */
    private void take(SimulatedProcess asked, Supplier<Arrival.Request> request) {
        if (process.isEmpty() || process.get() != asked) return;
        if (isPaused) whenResumed(() -> take(asked, request));
        else asked.request(request.get());
    }

    /** An operator asks for something; if nobody listens it is lost. */
    void ask(Arrival.Request request) {
        if (isUp()) process.get().request(request);
    }

    /** A caller has its answer, or waits no more. */
    void forget(Caller caller) {
        callers.remove(caller);
    }
}
