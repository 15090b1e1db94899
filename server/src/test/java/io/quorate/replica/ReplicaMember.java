package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Recovered;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.MemoryStore;
import io.quorate.core.state.Store;
import io.quorate.core.state.Version;
import io.quorate.replica.journal.Append;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalLimits;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.journal.MemoryDisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One replica with its disk, which outlives it. */
final class ReplicaMember implements Durability, Flusher, Observer {

    private static final JournalLimits JOURNAL = new JournalLimits(256 << 10, 16 << 10);

    private final NodeId id;
    private final Limits limits;
    private final Function<Recovered, Engine> engines;
    private final Members first;
    private final Outbox outbox;
    private final MemoryDisk disk = new MemoryDisk(1);
    private final MemoryStore memory = new MemoryStore();
    private Store store = memory;

    private final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    private final List<Effect.Persist> persists = new ArrayList<>();
    private Journal journal;
    private KeyValueMachine state;
    private Replica replica;
    private boolean isUp;
    private boolean isDiskStuck;
    private boolean isFlushWanted;
    private long releasedIndex;

    ReplicaMember(
            NodeId id,
            Limits limits,
            Function<Recovered, Engine> engines,
            Members first,
            Outbox outbox) {
        this.id = id;
        this.limits = limits;
        this.engines = engines;
        this.first = first;
        this.outbox = outbox;
        start();
    }

    void start() {
        try {
            journal = Journal.open(disk, JOURNAL);
            state = new KeyValueMachine(store);
            Recovered recovered =
                    journal.recovered(GroupId.FIRST, state.applied())
                            .withMembers(state.members().orElse(first));
            var ports = new Replica.Ports(this, outbox, this, this);
            replica = new Replica(GroupId.FIRST, engines.apply(recovered), state, ports, limits);
            isUp = true;
        } catch (IOException | JournalDamaged | JournalNewer e) {
            throw new AssertionError(id + " does not start", e);
        }
    }

    /** Begins anew on another store, which must be empty; it is not to crash from then on. */
    void startOn(Store another) {
        crash();
        store = another;
        start();
    }

    /** The power goes: what was not forced and not flushed is gone. */
    void crash() {
        isUp = false;
        mailbox.clear();
        persists.clear();
        isFlushWanted = false;
        disk.losePower(MemoryDisk.Kept.NOTHING);
        memory.crash();
    }

    void step(long nowNanos) {
        if (!isUp) return;
        if (!isDiskStuck) sync();
        if (isFlushWanted) {
            isFlushWanted = false;
            store.flush();
            mailbox.add(new Arrival.Flushed(state.durableApplied()));
        }
        mailbox.add(new Arrival.Tick());
        replica.turn(nowNanos, mailbox);
    }

    /** Everything that waits goes to the disk as one batch. */
    private void sync() {
        if (persists.isEmpty()) return;
        List<Append> appends = new ArrayList<>();
        for (Effect.Persist persist : persists) {
            appends.add(new Append(GroupId.FIRST, persist.records()));
        }
        long ticket = persists.getLast().ticket();
        persists.clear();
        try {
            journal.write(appends);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mailbox.add(new Arrival.Persisted(ticket));
    }

    void post(Arrival arrival) {
        if (isUp) mailbox.add(arrival);
    }

    Optional<String> get(String key) {
        return state.get(Keyspaces.DEFAULT, Bytes.utf8(key))
                .map(Version::value)
                .map(value -> new String(value.toArray(), StandardCharsets.UTF_8));
    }

    void stickDisk(boolean isStuck) {
        isDiskStuck = isStuck;
    }

    void stallStore(boolean isStalled) {
        memory.stall(isStalled);
    }

    NodeId id() {
        return id;
    }

    boolean isUp() {
        return isUp;
    }

    ReplicaStatus status() {
        return replica.status();
    }

    long journalFirstIndex() {
        return journal.firstIndex(GroupId.FIRST);
    }

    long releasedIndex() {
        return releasedIndex;
    }

    long durablyAppliedIndex() {
        return state.durableApplied().index();
    }

    @Override
    public void persist(GroupId group, Effect.Persist persist) {
        persists.add(persist);
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        try {
            mailbox.add(
                    new Arrival.Fetched(
                            fetch.ticket(),
                            journal.read(group, fetch.from(), fetch.to(), fetch.bytesMax())));
        } catch (IOException | JournalDamaged e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void release(GroupId group, long index) {
        releasedIndex = index;
        try {
            journal.release(group, index);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void flush() {
        isFlushWanted = true;
    }

    @Override
    public void event(Event event) {}

    @Override
    public void applied(int entries, long appliedIndex) {}

    @Override
    public void storeStalled() {}

    @Override
    public void failed(Failure failure, int requests) {}
}
