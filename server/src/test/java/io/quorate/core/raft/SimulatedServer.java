package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A driver of one engine in memory: a disk that forgets what it was not asked to keep, a state
 * machine that remembers what it applied. Whoever owns it decides when the disk answers, and where
 * messages go.
 */
final class SimulatedServer {

    /** A message that leaves a server. */
    interface Network {
        void send(NodeId from, NodeId to, RaftMessage message);
    }

    /** What an owner may want to see. */
    interface Observer {
        void effect(SimulatedServer server, Effect effect);
    }

    private record PendingWrite(long ticket, List<Durable> records) {}

    private record WaitingPromise(long ticket, NodeId to, RaftMessage message) {}

    /** How many writes a hole takes at most. */
    private static final int WRITES_LOST = 24;

    final NodeId id;
    private final RaftConfig config;
    private final Members firstMembers;
    private final RandomGenerator random;
    private final Network network;
    private final Observer observer;

    private Optional<RaftEngine> engine = Optional.empty();
    private long nowNanos;

    private Promise durablePromise = Promise.NONE;
    private final TreeMap<Long, Entry> durableLog = new TreeMap<>();
    private LogId durablyApplied = LogId.NONE;
    private Optional<Hole> hole = Optional.empty();

    /** What was durable some writes ago. */
    private final TreeMap<Long, Entry> earlierLog = new TreeMap<>();

    private Promise earlierPromise = Promise.NONE;
    private long writes;
    private final ArrayDeque<PendingWrite> pendingWrites = new ArrayDeque<>();
    private final ArrayDeque<WaitingPromise> waitingPromises = new ArrayDeque<>();
    private final ArrayDeque<Input> owed = new ArrayDeque<>();
    private long lastTicket;
    private long nextReadTicket = 1;
    private long nextRequest = 1;

    /** Everything that the state machine has applied, index 1 first; outlives crashes. */
    final List<Entry> applied = new ArrayList<>();

    /** Up to here the journal has dropped entries. */
    private long released;

    private boolean isForgetful = true;

    SimulatedServer(
            NodeId id,
            RaftConfig config,
            Members firstMembers,
            RandomGenerator random,
            Network network,
            Observer observer) {
        this.id = id;
        this.config = config;
        this.firstMembers = firstMembers;
        this.random = random;
        this.network = network;
        this.observer = observer;
    }

    /** Its journal keeps everything, so that it can bring new members up to date. */
    void keepsAll() {
        isForgetful = false;
    }

    boolean isUp() {
        return engine.isPresent();
    }

    RaftEngine engine() {
        return engine.orElseThrow();
    }

    Promise durablePromise() {
        return durablePromise;
    }

    NavigableMap<Long, Entry> durableLog() {
        return durableLog;
    }

    boolean isMending() {
        return hole.isPresent();
    }

    int pendingWrites() {
        return pendingWrites.size();
    }

    /** Starts from what is durable; the state machine's own durable state is what it applied. */
    void start(long now) {
        nowNanos = now;
        var tail = new ArrayList<>(durableLog.tailMap(durablyApplied.index(), false).values());
        engine =
                Optional.of(
                        new RaftEngine(
                                config,
                                id,
                                new Recovered(durablePromise, durablyApplied, tail)
                                        .withMembers(appliedMembers())
                                        .withHole(hole),
                                random));
        turn(now, new Input.Tick());
    }

    /** The membership as the state machine knows it: the last one applied. */
    private Members appliedMembers() {
        for (Entry entry : applied.reversed()) {
            if (entry.kind() == Entry.Kind.MEMBERSHIP) return Members.of(entry);
        }
        return firstMembers;
    }

    /** Everything that was not durable is gone; of the state machine, all after an index. */
    void crash(long durablyAppliedIndex) {
        engine = Optional.empty();
        pendingWrites.clear();
        waitingPromises.clear();
        owed.clear();
        lastTicket = 0;
        while (applied.size() > durablyAppliedIndex) applied.removeLast();
        durablyApplied = applied.isEmpty() ? LogId.NONE : applied.getLast().id();
    }

    /** The disk of a server that is down loses what it wrote last, and tells so. */
    void loseRecords() {
        long round = hole.map(Hole::round).orElse(0L);
        hole = Optional.of(new Hole(Math.max(round, durablePromise.round())));
        durablePromise = earlierPromise;
        durableLog.clear();
        durableLog.putAll(earlierLog);
        while (!applied.isEmpty()
                && !applied.getLast().equals(durableLog.get(durablyApplied.index()))) {
            applied.removeLast();
            durablyApplied = applied.isEmpty() ? LogId.NONE : applied.getLast().id();
        }
    }

    /** Gives the engine inputs as one turn, and does what it asks for. */
    void turn(long now, Input... inputs) {
        nowNanos = now;
        for (Input input : inputs) stepAndDo(input);
        while (!owed.isEmpty()) stepAndDo(owed.removeFirst());
        stepAndDo(new Input.TurnEnds());
        // What the turn's end asked for is answered in a turn of its own.
        if (!owed.isEmpty()) turn(now);
    }

    private void stepAndDo(Input input) {
        for (Effect effect : engine().step(nowNanos, input)) {
            observer.effect(this, effect);
            perform(effect);
        }
    }

    long read(long now) {
        long ticket = nextReadTicket++;
        turn(now, new Input.Read(ticket));
        return ticket;
    }

    long nextReadTicket() {
        return nextReadTicket;
    }

    long nextRequest() {
        return nextRequest++;
    }

    /** The disk answers for the oldest write that it owes. */
    void persistNext(long now) {
        PendingWrite write = pendingWrites.removeFirst();
        if (writes++ % WRITES_LOST == 0) {
            earlierLog.clear();
            earlierLog.putAll(durableLog);
            earlierPromise = durablePromise;
        }
        for (Durable record : write.records()) keep(record);
        List<WaitingPromise> kept = new ArrayList<>();
        while (!waitingPromises.isEmpty()
                && waitingPromises.peekFirst().ticket() <= write.ticket()) {
            kept.add(waitingPromises.removeFirst());
        }
        for (WaitingPromise promise : kept) network.send(id, promise.to(), promise.message());
        turn(now, new Input.Persisted(write.ticket()));
    }

    private void keep(Durable record) {
        switch (record) {
            case Durable.Promised(Promise promise) -> durablePromise = promise;
            case Durable.Written(List<Entry> entries) -> {
                for (Entry entry : entries) durableLog.put(entry.index(), entry);
            }
            case Durable.Rebased(LogId base) -> durableLog.clear();
            case Durable.Mended() -> hole = Optional.empty();
            case Durable.Truncated(long from) -> durableLog.tailMap(from, true).clear();
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Send(NodeId to, RaftMessage message) -> network.send(id, to, message);
            case Effect.Send send -> throw new AssertionError("not of Raft: " + send);
            case Effect.SendOnceDurable(long ticket, NodeId to, RaftMessage message) ->
                    waitingPromises.add(new WaitingPromise(ticket, to, message));
            case Effect.SendOnceDurable send -> throw new AssertionError("not of Raft: " + send);
            case Effect.Persist(long ticket, List<Durable> records) -> {
                if (ticket != lastTicket + 1 || records.isEmpty()) {
                    throw new AssertionError("ticket " + ticket + " after " + lastTicket);
                }
                lastTicket = ticket;
                pendingWrites.add(new PendingWrite(ticket, records));
            }
            case Effect.Apply(List<Entry> entries) -> apply(entries);
            case Effect.FetchEntries(long ticket, long from, long to, int bytesMax) ->
                    owed.add(new Input.Fetched(ticket, fetch(from, to, bytesMax)));
            case Effect.Released(long index) -> released = Math.max(released, index);
            case Effect.SendSnapshot send ->
                    throw new AssertionError("the journal keeps what any member lacks: " + send);
            case Effect.Accepted accepted -> {}
            case Effect.LeadershipEnded() -> {}
            case Effect.RefuseProposals refusal -> {}
            case Effect.Reconfigured done -> {}
            case Effect.Transferred done -> {}
            case Effect.RefuseRequest refusal -> {}
            case Effect.ServeRead read -> {}
            case Effect.RefuseRead refusal -> {}
            case Effect.Note(Event event) -> {}
        }
    }

    private void apply(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.index() != applied.size() + 1) {
                throw new AssertionError(
                        id + " applies " + entry.id() + " after " + applied.size());
            }
            if (!entry.equals(durableLog.get(entry.index()))) {
                throw new AssertionError(id + " applies " + entry.id() + ", not durable here");
            }
            applied.add(entry);
        }
        owed.add(new Input.Applied(applied.size()));
    }

    private List<Entry> fetch(long from, long to, int bytesMax) {
        var found = new ArrayList<Entry>();
        if (from <= released && isForgetful) return found;
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            Entry entry = durableLog.get(index);
            if (entry == null) break;
            bytes += entry.bytes();
            if (!found.isEmpty() && bytes > bytesMax) break;
            found.add(entry);
        }
        return found;
    }
}
