package io.quorate.simulation;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.Arrival;
import io.quorate.replica.Durability;
import io.quorate.replica.journal.Append;
import io.quorate.replica.journal.DiskFull;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.Spare;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal's thread as an actor: it takes what waits, writes it as one batch, and the force
 * returns later, with any event in between; then it answers one fetch, and begins anew. A second
 * actor prepares segments ahead, and tries again while the disk is full. Both do what {@code
 * JournalThread} does, in the same order.
 */
final class SimulatedJournal implements Durability {

    /** How long the preparing actor waits after a disk that was full. */
    private static final long RETRY_NANOS = 500_000_000L;

    /** What one fetch brings at most. */
    private static final int FETCH_BYTES_MAX = 1 << 20;

    /** Where the actors run. */
    interface Host {

        /** Does a step of the actor after a time, if the process lives then and is not paused. */
        void later(long nanos, DiskStep step);

        void post(Arrival arrival);

        /** Everything up to a ticket is durable, and nobody was told yet. */
        void durable(long ticket);

        /** The journal goes on in another segment. */
        void rolled();

        long wakeNanos();

        long forceNanos();

        long readNanos();

        long prepareNanos();
    }

    /** A step that may meet the disk's faults. */
    interface DiskStep {
        void run() throws IOException, JournalDamaged;
    }

    /** Something that came to the journal. */
    private interface Arriving {
        void take() throws IOException;
    }

    private final Journal journal;
    private final Host host;

    private final ArrayDeque<Effect.Persist> persists = new ArrayDeque<>();
    private final ArrayDeque<Effect.FetchEntries> fetches = new ArrayDeque<>();

    /** What came, in order, and was not taken yet. */
    private final ArrayDeque<Arriving> arriving = new ArrayDeque<>();

    private int arrivingPersists;
    private boolean isBusy;
    private boolean isPreparing;
    private boolean hasRoom = true;
    private boolean isFailing;
    private Optional<Spare> ready = Optional.empty();

    SimulatedJournal(Journal journal, Host host) {
        this.journal = journal;
        this.host = host;
    }

    /** How many persists wait. */
    int waiting() {
        return arrivingPersists + persists.size();
    }

    @Override
    public void persist(GroupId group, Effect.Persist persist) {
        arriving.add(() -> take(persist));
        arrivingPersists++;
        wake();
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        fetches.add(fetch);
        wake();
    }

    @Override
    public void release(GroupId group, long index) {
        arriving.add(() -> journal.release(group, index));
        wake();
    }

    private void take(Effect.Persist persist) {
        journal.requireMayCut(GroupId.FIRST, persist.records());
        arrivingPersists--;
        persists.add(persist);
    }

    /** Looks whether there is anything to do. */
    void wake() {
        if (isBusy) return;
        isBusy = true;
        host.later(host.wakeNanos(), this::turn);
    }

    private void turn() throws IOException, JournalDamaged {
        for (Arriving next = arriving.poll(); next != null; next = arriving.poll()) next.take();
        lookAhead();
        if (stageBatch()) return;
        answerFetch();
    }

    private void lookAhead() {
        if (ready.isPresent()) {
            isPreparing = false;
            journal.offer(ready.get());
            ready = Optional.empty();
        }
        if (!journal.hasSpare() && !isPreparing) {
            isPreparing = true;
            host.later(host.prepareNanos(), this::prepare);
        }
        if (hasRoom != isFailing) return;
        hasRoom = !hasRoom;
        host.post(new Arrival.JournalRoom(hasRoom));
    }

    private void prepare() {
        try {
            ready = Optional.of(journal.spares().prepare());
            isFailing = false;
        } catch (IOException full) {
            isFailing = true;
            host.later(RETRY_NANOS, this::prepare);
        }
        wake();
    }

    /** Writes what waits as one batch; answers whether a force is under way. */
    private boolean stageBatch() throws IOException {
        List<Append> batch = new ArrayList<>();
        long bytes = 0;
        for (Effect.Persist next : persists) {
            long more = Journal.recordsBytes(next.records());
            if (bytes > 0 && bytes + more > journal.limits().batchBytesMax()) break;
            bytes += more;
            batch.add(new Append(GroupId.FIRST, next.records()));
        }
        if (batch.isEmpty() || !journal.hasRoomFor(bytes)) return false;
        long segmentsBytes = journal.bytes();
        try {
            journal.stage(batch);
            if (journal.bytes() > segmentsBytes) host.rolled();
        } catch (DiskFull full) {
            return false;
        }
        host.later(host.forceNanos(), () -> forced(batch.size()));
        return true;
    }

    private void forced(int count) throws IOException, JournalDamaged {
        journal.force();
        long ticket = 0;
        for (int i = 0; i < count; i++) ticket = persists.remove().ticket();
        host.durable(ticket);
        host.post(new Arrival.Persisted(ticket));
        answerFetch();
    }

    private void answerFetch() {
        Effect.FetchEntries fetch = fetches.poll();
        if (fetch == null) goOn();
        else host.later(host.readNanos(), () -> answer(fetch));
    }

    private void answer(Effect.FetchEntries fetch) throws IOException, JournalDamaged {
        int bytesMax = Math.min(fetch.bytesMax(), FETCH_BYTES_MAX);
        List<Entry> entries = journal.read(GroupId.FIRST, fetch.from(), fetch.to(), bytesMax);
        host.post(new Arrival.Fetched(fetch.ticket(), entries));
        goOn();
    }

    private void goOn() {
        isBusy = false;
        boolean hasNews = ready.isPresent() || hasRoom == isFailing;
        boolean hasWork = !fetches.isEmpty() || !arriving.isEmpty() || hasNews;
        boolean mayWrite = !persists.isEmpty() && journal.hasRoomFor(nextBytes());
        if (hasWork || mayWrite) wake();
    }

    private long nextBytes() {
        return Journal.recordsBytes(persists.peek().records());
    }
}
