package io.quorate.adapter.file;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The journal's own thread. All that waits when a force ends is the next batch, so that batches
 * grow with the load (group commit). Safe to call from any thread; what waits is bounded by the
 * engines' windows.
 *
 * <p>Between two batches it answers one fetch and does what was released. While there is no room
 * for a batch it does those alone, until a segment could be prepared.
 */
public final class JournalThread implements Durability, AutoCloseable {

    /** What one fetch brings at most, by {@link Entry#bytes}; one entry may be larger. */
    public static final int FETCH_BYTES_MAX = 1 << 20;

    private sealed interface Work {
        record Persist(GroupId group, Effect.Persist persist) implements Work {}

        record Fetch(GroupId group, Effect.FetchEntries fetch) implements Work {}

        record Release(GroupId group, long index) implements Work {}
    }

    private final Journal journal;
    private final JournalListener listener;
    private final AheadThread ahead;
    private final Thread thread;

    private final ConcurrentLinkedQueue<Work> arrivals = new ConcurrentLinkedQueue<>();
    private volatile boolean isParked;
    private volatile boolean isClosed;
    private volatile boolean hasFailed;

    private final ArrayDeque<Work.Persist> persists = new ArrayDeque<>();
    private final ArrayDeque<Work.Fetch> fetches = new ArrayDeque<>();
    private final List<Append> batch = new ArrayList<>();
    private final TreeMap<GroupId, Long> tickets = new TreeMap<>();
    private boolean isAheadWanted;
    private boolean hasRoom = true;

    /** Takes the journal as its own. Nothing happens before {@link #start}. */
    public JournalThread(Journal journal, JournalListener listener) {
        this.journal = journal;
        this.listener = listener;
        this.ahead = new AheadThread(journal.spares(), this::wake);
        this.thread = Thread.ofPlatform().name("journal").unstarted(this::run);
    }

    /** Starts the thread, and the one that prepares segments. */
    public JournalThread start() {
        ahead.start();
        thread.start();
        return this;
    }

    @Override
    public void persist(GroupId group, Effect.Persist persist) {
        post(new Work.Persist(group, persist));
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        post(new Work.Fetch(group, fetch));
    }

    @Override
    public void release(GroupId group, long index) {
        post(new Work.Release(group, index));
    }

    private void post(Work work) {
        if (hasFailed) return;
        arrivals.add(work);
        if (isParked) wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (true) {
                takeArrivals();
                if (turn()) continue;
                if (isClosed && arrivals.isEmpty()) return;
                park();
            }
        } catch (IOException | JournalDamaged | RuntimeException | Error e) {
            hasFailed = true;
            arrivals.clear();
            listener.failed(e);
        }
    }

    /**
     * Waits unless something came. Whoever posts after the flag is set sees it and wakes this
     * thread; what was posted before is seen here. The thread that prepares segments always wakes.
     */
    private void park() {
        isParked = true;
        if (arrivals.isEmpty() && !isClosed) LockSupport.park(this);
        isParked = false;
    }

    private void takeArrivals() throws IOException {
        for (Work work = arrivals.poll(); work != null; work = arrivals.poll()) {
            switch (work) {
                case Work.Persist persist -> {
                    journal.requireMayCut(persist.group(), persist.persist().records());
                    persists.add(persist);
                }
                case Work.Fetch fetch -> fetches.add(fetch);
                case Work.Release release -> journal.release(release.group(), release.index());
            }
        }
    }

    /** Does what can be done now; whether there was anything. */
    private boolean turn() throws IOException, JournalDamaged {
        lookAhead();
        boolean hasWritten = writeBatch();
        return answerFetch() || hasWritten;
    }

    private void lookAhead() {
        ahead.fault().ifPresent(JournalThread::isFatal);
        Spare spare = ahead.take();
        if (spare != null) {
            isAheadWanted = false;
            journal.offer(spare);
        }
        if (!journal.hasSpare() && !isAheadWanted) {
            isAheadWanted = true;
            ahead.want();
        }
        if (hasRoom != ahead.isFailing()) return;
        hasRoom = !hasRoom;
        listener.room(hasRoom);
    }

    private static void isFatal(Throwable fault) {
        throw new InvariantViolation("the preparing of segments ended", fault);
    }

    private boolean writeBatch() throws IOException {
        long bytes = gather();
        if (batch.isEmpty() || !journal.hasRoomFor(bytes)) return false;
        long began = System.nanoTime();
        try {
            journal.stage(batch);
        } catch (DiskFull e) {
            // Nothing is lost: the same records are staged again when a segment could be prepared.
            return false;
        }
        long staged = System.nanoTime();
        journal.force();
        long forced = System.nanoTime();
        int count = batch.size();
        for (int i = 0; i < count; i++) persists.remove();
        for (var last : tickets.entrySet()) listener.persisted(last.getKey(), last.getValue());
        listener.wrote(count, bytes, staged - began, forced - staged);
        return true;
    }

    /** The next batch, which stays in the queue until it is durable; its bytes. */
    private long gather() {
        batch.clear();
        tickets.clear();
        long bytes = 0;
        for (Work.Persist next : persists) {
            long more = Journal.recordsBytes(next.persist().records());
            if (bytes > 0 && bytes + more > journal.limits().batchBytesMax()) break;
            bytes += more;
            batch.add(new Append(next.group(), next.persist().records()));
            tickets.put(next.group(), next.persist().ticket());
        }
        return bytes;
    }

    private boolean answerFetch() throws IOException, JournalDamaged {
        Work.Fetch next = fetches.poll();
        if (next == null) return false;
        Effect.FetchEntries fetch = next.fetch();
        int bytesMax = Math.min(fetch.bytesMax(), FETCH_BYTES_MAX);
        List<Entry> entries = journal.read(next.group(), fetch.from(), fetch.to(), bytesMax);
        listener.fetched(next.group(), fetch.ticket(), entries);
        return true;
    }

    /**
     * Writes what was posted before, as far as there is room for it, then ends the threads and
     * closes the journal.
     */
    @Override
    public void close() throws IOException {
        isClosed = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        ahead.close();
        Spare unused = ahead.take();
        if (unused != null) journal.offer(unused);
        journal.close();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
