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
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.journal.Append;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalLimits;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.journal.MemoryDisk;
import io.quorate.replica.snapshot.MemoryStates;
import io.quorate.replica.snapshot.ShelfSteps;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.snapshot.SnapshotEvent;
import io.quorate.replica.snapshot.StateShelf;
import io.quorate.replica.snapshot.Stores;
import io.quorate.replica.watch.WatchHub;
import io.quorate.replica.watch.WatchLimits;
import io.quorate.replica.watch.WatchSteps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One replica with its disk, which outlives it. */
final class ReplicaMember implements Durability, Observer {

    private static final JournalLimits JOURNAL = new JournalLimits(256 << 10, 16 << 10);

    private final NodeId id;
    private final Limits limits;
    private final Function<Recovered, Engine> engines;
    private final Members first;
    private final Outbox outbox;
    private final MemoryDisk disk = new MemoryDisk(1);
    private final MemoryStates states = new MemoryStates(1);
    private Optional<Store> another = Optional.empty();

    private final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    private final List<Effect.Persist> persists = new ArrayList<>();
    private Journal journal;
    private KeyValueMachine state;
    private Replica replica;
    private boolean isUp;
    private boolean isDiskStuck;
    private boolean isCondemned;
    private boolean hasBeenReplaced;
    private StateShelf shelf;
    private ShelfSteps steps;
    private boolean areInstallsHeld;
    private final List<SnapshotEvent> snapshotEvents = new ArrayList<>();
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
        isCondemned = false;
        try {
            journal = Journal.open(disk, JOURNAL);
            shelf = StateShelf.open(states, stores());
            steps = new ShelfSteps();
            var work = new StateWork(shelf, steps, this::answered);
            state = new KeyValueMachine(shelf.live());
            Recovered recovered =
                    journal.recovered(GroupId.FIRST, state.applied())
                            .withMembers(state.members().orElse(first));
            var ports = new ReplicaPorts(this, outbox, work, work, work, work, this, watches());
            replica =
                    new Replica(id, GroupId.FIRST, engines.apply(recovered), state, ports, limits);
            isUp = true;
        } catch (IOException | JournalDamaged | JournalNewer e) {
            throw new AssertionError(id + " does not start", e);
        }
    }

    /** Nobody watches here. */
    private WatchHub watches() {
        return new WatchHub(state, new WatchSteps(), WatchLimits.defaults());
    }

    /** Begins anew on another store, which must be empty; it is not to crash from then on. */
    void startOn(Store another) {
        crash();
        this.another = Optional.of(another);
        start();
    }

    private Stores stores() {
        if (another.isEmpty()) return states;
        return new Stores() {
            @Override
            public Store open(String directory) {
                return another.get();
            }

            @Override
            public Store openToRead(String directory) throws IOException {
                return states.openToRead(directory);
            }

            @Override
            public boolean checkpoint(Store store, String directory) throws IOException {
                return states.checkpoint(store, directory);
            }

            @Override
            public Optional<String> whyDamaged(Store store) {
                return Optional.empty();
            }
        };
    }

    /** The power goes: what was not forced and not flushed is gone. */
    void crash() {
        isUp = false;
        mailbox.clear();
        persists.clear();
        disk.losePower(MemoryDisk.Kept.NOTHING);
        states.losePower(MemoryDisk.Kept.NOTHING);
    }

    /** The process ends, and what it wrote is in the system's memory still. */
    void killProcess() {
        isUp = false;
        mailbox.clear();
        persists.clear();
        disk.losePower(MemoryDisk.Kept.EVERYTHING);
        states.losePower(MemoryDisk.Kept.EVERYTHING);
    }

    /** A byte in the middle of what its journal's first segment holds is another. */
    void loseRecord() {
        try {
            String segment = disk.list().getFirst().name();
            byte[] bytes = disk.platter(segment);
            int end = bytes.length;
            while (bytes[end - 1] == 0) end--;
            disk.damage(segment, end / 2, new byte[] {(byte) (bytes[end / 2] ^ 0x55)});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void step(long nowNanos) {
        if (!isUp) return;
        if (!isDiskStuck) sync();
        steps.run();
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

    /** As many requests as may be are in flight. */
    void refuse(Arrival.Request request) {
        replica.refuse(request);
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
        ((MemoryStore) shelf.live()).stall(isStalled);
    }

    private void answered(Arrival arrival) {
        mailbox.add(arrival);
        boolean isWhole =
                arrival instanceof Arrival.FromShelf(SnapshotAnswer answer)
                        && answer instanceof SnapshotAnswer.Finished;
        if (isWhole && areInstallsHeld) steps.stick();
    }

    /** From when a snapshot is found whole its states' thread does nothing. */
    void holdInstalls() {
        areInstallsHeld = true;
    }

    boolean isInstallHeld() {
        return steps.isStuck();
    }

    void letInstallsGo() {
        areInstallsHeld = false;
        steps.goOn();
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
    public void snapshot(SnapshotEvent event) {
        snapshotEvents.add(event);
    }

    /** What it said of snapshots, in order. */
    List<SnapshotEvent> snapshotEvents() {
        return snapshotEvents;
    }

    @Override
    public void digest(DigestEvent event) {
        switch (event) {
            case DigestEvent.Condemned _ -> isCondemned = true;
            case DigestEvent.Replaced _ -> {
                isCondemned = false;
                hasBeenReplaced = true;
            }
            case DigestEvent.Compared _, DigestEvent.Scrubbed _ -> {}
        }
    }

    /** Whether it knows its state to be another than it should be. */
    boolean isCondemned() {
        return isCondemned;
    }

    /** Whether such a state was replaced. */
    boolean hasBeenReplaced() {
        return hasBeenReplaced;
    }

    /** The store that is in use. */
    MemoryStore liveStore() {
        return (MemoryStore) shelf.live();
    }

    MemoryStates states() {
        return states;
    }

    MemoryDisk disk() {
        return disk;
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
