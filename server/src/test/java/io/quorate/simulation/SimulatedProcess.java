package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Store;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Durability;
import io.quorate.replica.Failure;
import io.quorate.replica.Observer;
import io.quorate.replica.Outbox;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaPorts;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.StateWork;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.journal.MemoryDisk;
import io.quorate.replica.snapshot.SnapshotEvent;
import io.quorate.replica.snapshot.StateShelf;
import io.quorate.replica.watch.WatchHub;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One life of a node: the production replica, engine, journal and state machine, driven as {@code
 * NodeLoop} and {@code JournalThread} drive them. What outlives it is the {@link SimulatedHost}'s.
 */
final class SimulatedProcess
        implements SimulatedJournal.Host, Arrivals, Durability, Outbox, Observer {

    /** What one arrival costs the loop. */
    private static final long ARRIVAL_NANOS = 2_000;

    private final SimulatedHost host;
    private final World world;
    private final Soundness soundness;
    private final SplittableRandom random;
    private final Journal journal;
    private final SimulatedJournal actor;
    private final StateShelf shelf;
    private final StateWork states;
    private final KeyValueMachine state;
    private final WatchHub watches;
    private final Replica replica;

    private final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    private final Map<NodeId, List<PeerMessage>> outgoing = new TreeMap<>();
    private final Set<NodeId> met = new TreeSet<>();
    private int requestsInMailbox;
    private boolean isTurnScheduled;
    private long busyUntilNanos;
    private boolean isAlive = true;

    /**
     * Recovers from the host's disk.
     *
     * @throws JournalDamaged if the journal is not what was written
     */
    SimulatedProcess(SimulatedHost host, World world)
            throws IOException, JournalDamaged, JournalNewer {
        this.host = host;
        this.world = world;
        soundness = new Soundness(host, world);
        random = world.randomness().of("process", host.index() * 1_000 + host.life());
        journal = Journal.open(host.storage().disk(), world.swarm().journal());
        shelf = StateShelf.open(host.storage().states(), host.storage().states());
        host.storage().opened(shelf);
        state = new KeyValueMachine(shelf.live(), world.swarm().cacheBytes());
        Members members = state.members().orElse(host.firstMembers());
        if (members.isOnlyVoter(host.id())) journal.refuseHole();
        Recovered recovered =
                journal.recovered(GroupId.FIRST, state.applied()).withMembers(members);
        host.recovered(recovered);
        world.invariants().recovered(host.index(), recovered);
        actor = new SimulatedJournal(journal, this);
        states = new StateWork(shelf, new SimulatedShelf(this), this::post);
        RaftConfig config = world.swarm().raft().with(world.swarm().clocks().lease(host.index()));
        var engine = new RaftEngine(config, host.id(), recovered, random.split());
        var observed =
                new ObservedEngine(
                        engine,
                        input -> world.invariants().input(host.index(), engine, input),
                        effect -> world.invariants().effect(host.index(), engine, effect));
        watches =
                new WatchHub(
                        state,
                        new SimulatedReads(
                                this, this, () -> world.saw(Situation.WATCH_READ_THE_STORE)),
                        world.swarm().watches());
        var ports =
                new ReplicaPorts(
                        this, this, this::flushStore, states, states, states, this, watches);
        replica =
                new Replica(
                        host.id(), GroupId.FIRST, observed, state, ports, world.swarm().limits());
    }

    /** Begins to listen and to tick. */
    void begin() {
        meet(host.id(), host.incarnation());
        actor.wake();
        tick();
    }

    /** The process is no more: nothing that it has under way comes to anything. */
    void end() {
        isAlive = false;
    }

    WatchHub watches() {
        return watches;
    }

    KeyValueMachine state() {
        return state;
    }

    Store store() {
        return shelf.live();
    }

    @Override
    public ReplicaStatus status() {
        return replica.status();
    }

    long journalFirstIndex() {
        return journal.firstIndex(GroupId.FIRST);
    }

    private void tick() {
        long period = host.clock().globalNanos(world.swarm().tickNanos());
        later(
                0,
                () -> {
                    mailbox.add(new Arrival.Tick());
                    turn();
                    world.scheduler().after(period, this::tickUnlessOver);
                });
    }

    private void tickUnlessOver() {
        if (isAlive) tick();
    }

    /** A peer introduces itself, in this life, before its first message. */
    void meet(NodeId node, long incarnation) {
        if (met.add(node)) post(new Arrival.Met(node, incarnation));
    }

    @Override
    public void post(Arrival arrival) {
        mailbox.add(arrival);
        scheduleTurn();
    }

    private void scheduleTurn() {
        if (isTurnScheduled) return;
        isTurnScheduled = true;
        long wait = Math.max(wakeNanos(), busyUntilNanos - world.nowNanos());
        later(wait, this::scheduledTurn);
    }

    private void scheduledTurn() {
        if (isTurnScheduled) turn();
    }

    /** Changes of the membership that wait in the mailbox are lost. */
    void forgetChanges() {
        mailbox.removeIf(arrival -> arrival instanceof Arrival.Change);
    }

    /** Takes what a client asks, or refuses it if there is too much already. */
    void request(Arrival.Request request) {
        int requestsMax = world.swarm().limits().requestsMax();
        if (replica.requestsInFlight() + requestsInMailbox < requestsMax) {
            requestsInMailbox++;
            post(request);
            return;
        }
        attempt(() -> replica.refuse(request));
    }

    private void turn() {
        isTurnScheduled = false;
        requestsInMailbox = 0;
        int arrivals = mailbox.size();
        long now = host.clock().at(world.nowNanos());
        replica.turn(now, mailbox);
        busyUntilNanos = world.nowNanos() + host.slowed(arrivals * ARRIVAL_NANOS);
        ReplicaStatus status = replica.status();
        world.invariants().turned(host.index(), status);
        InvariantViolation.require(
                replica.requestsInFlight() <= world.swarm().limits().requestsMax(),
                "%s has %d requests in flight",
                host.id(),
                replica.requestsInFlight());
        world.event("turn", host.index(), fingerprint(status), status);
    }

    private static long fingerprint(ReplicaStatus status) {
        long sum = status.engine().round();
        sum = 31 * sum + status.engine().commitIndex();
        sum = 31 * sum + status.engine().lastIndex();
        sum = 31 * sum + status.engine().role().name().hashCode();
        sum = 31 * sum + status.revision();
        return 31 * sum + status.requestsInFlight();
    }

    /** Does a step later, if this life goes on and is not paused; a fault in it ends the life. */
    @Override
    public void later(long nanos, SimulatedJournal.DiskStep step) {
        world.scheduler().after(nanos, () -> attempt(step));
    }

    private void attempt(SimulatedJournal.DiskStep step) {
        if (!isAlive) return;
        if (host.isPaused()) {
            host.whenResumed(() -> attempt(step));
            return;
        }
        try {
            step.run();
        } catch (ProcessEnds | MemoryDisk.PowerCut ends) {
            if (isAlive) host.endedAtFuse();
        } catch (IOException failed) {
            host.endedByDisk(failed);
        } catch (JournalDamaged damaged) {
            host.endedByDamage(damaged);
        }
    }

    @Override
    public void durable(long ticket) {
        world.invariants().durable(host.index(), ticket);
        world.event("durable", host.index(), ticket, ticket);
    }

    @Override
    public void rolled() {
        world.saw(Situation.JOURNAL_ROLLED);
    }

    @Override
    public long wakeNanos() {
        return host.slowed(1_000 + random.nextInt(20_000));
    }

    @Override
    public long forceNanos() {
        return host.storage().forceNanos(host.slowness());
    }

    @Override
    public long readNanos() {
        return host.slowed(Randomness.exponential(random, world.swarm().disk().readMeanNanos()));
    }

    @Override
    public long prepareNanos() {
        return 3 * forceNanos();
    }

    @Override
    public void send(GroupId group, NodeId to, PeerMessage message) {
        host.burn();
        world.invariants().leaves(host.index(), to, message);
        outgoing.computeIfAbsent(to, absent -> new ArrayList<>()).add(message);
        if (host.isFuseLit() && random.nextInt(4) == 0) flush();
    }

    @Override
    public void flush() {
        for (Map.Entry<NodeId, List<PeerMessage>> peer : outgoing.entrySet()) {
            if (peer.getValue().isEmpty()) continue;
            host.burn();
            host.send(peer.getKey(), peer.getValue());
            peer.setValue(new ArrayList<>());
        }
    }

    @Override
    public void persist(GroupId group, Effect.Persist persist) {
        host.burn();
        world.event("persists", host.index(), persist.ticket(), persist);
        actor.persist(group, persist);
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        host.burn();
        actor.fetch(group, fetch);
    }

    @Override
    public void release(GroupId group, long index) {
        host.burn();
        InvariantViolation.require(
                index <= shelf.durableApplied().index(),
                "%s gives up entries up to %d, but only %s would be applied after a crash",
                host.id(),
                index,
                shelf.durableApplied());
        world.saw(Situation.JOURNAL_COMPACTED);
        actor.release(group, index);
    }

    private void flushStore() {
        host.burn();
        states.flush();
    }

    @Override
    public void snapshot(SnapshotEvent event) {
        host.burn();
        world.event("notes", host.index(), event.getClass().getSimpleName().hashCode(), event);
        Transfers.saw(world, event);
    }

    @Override
    public void digest(DigestEvent event) {
        host.burn();
        soundness.said(event);
    }

    Soundness soundness() {
        return soundness;
    }

    /** A caller is shown the state. */
    void shown() {
        soundness.shown();
    }

    @Override
    public void event(Event event) {
        host.burn();
        world.event("notes", host.index(), event.getClass().getSimpleName().hashCode(), event);
        switch (event) {
            case Event.RoleChanged _, Event.LeaderChanged _ -> {}
            case Event.CampaignBegan _ -> world.saw(Situation.CAMPAIGN);
            case Event.SteppedDown(long _, String why) -> {
                world.saw(Situation.LEADER_STEPPED_DOWN);
                if (why.contains("disk")) world.saw(Situation.LEADER_RESIGNED_FOR_ITS_DISK);
            }
            case Event.MembersChanged _ -> world.saw(Situation.MEMBERSHIP_IN_FORCE);
            case Event.HandOverBegan _ -> world.saw(Situation.HAND_OVER_BEGAN);
            case Event.HandOverFailed _ -> world.saw(Situation.HAND_OVER_FAILED);
            case Event.Removed _ -> world.saw(Situation.TOLD_OF_ITS_REMOVAL);
            case Event.HoleFound _ -> world.saw(Situation.HOLE_FOUND);
            case Event.Mended _ -> {
                world.saw(Situation.HOLE_MENDED);
                host.mended();
            }
            case Event.MalformedMessage malformed ->
                    throw new InvariantViolation(host.id() + " was sent nonsense: " + malformed);
        }
    }

    @Override
    public void applied(int entries, long appliedIndex) {
        if (!host.storage().wasRotten()) {
            world.ledger().comesTo(host.id().name(), appliedIndex, state.digest());
        }
        host.burn();
    }

    @Override
    public void storeStalled() {
        world.saw(Situation.STORE_STALLED);
    }

    @Override
    public void failed(Failure failure, int requests) {
        host.burn();
    }
}
