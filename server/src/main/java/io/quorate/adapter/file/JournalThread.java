package io.quorate.adapter.file;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.Durability;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalWork;
import io.quorate.replica.journal.JournalWork.Post;
import io.quorate.replica.journal.JournalWork.Staged;

import java.io.IOException;
import java.util.Optional;
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

    private final Journal journal;
    private final JournalListener listener;
    private final AheadThread ahead;
    private final JournalWork work;
    private final Thread thread;

    private final ConcurrentLinkedQueue<Post> arrivals = new ConcurrentLinkedQueue<>();
    private volatile boolean isParked;
    private volatile boolean isClosed;
    private volatile boolean hasFailed;

    /** Takes the journal as its own. Nothing happens before {@link #start}. */
    public JournalThread(Journal journal, JournalListener listener) {
        this.journal = journal;
        this.listener = listener;
        this.ahead = new AheadThread(journal.spares(), this::wake);
        this.work = new JournalWork(journal, ahead, listener);
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
        post(new Post.Persist(group, persist));
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        post(new Post.Fetch(group, fetch));
    }

    @Override
    public void release(GroupId group, long index) {
        post(new Post.Release(group, index));
    }

    private void post(Post post) {
        if (hasFailed) return;
        arrivals.add(post);
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
        for (Post next = arrivals.poll(); next != null; next = arrivals.poll()) work.take(next);
    }

    /** Does what can be done now; whether there was anything. */
    private boolean turn() throws IOException, JournalDamaged {
        ahead.fault().ifPresent(JournalThread::isFatal);
        work.lookAhead();
        boolean hasWritten = writeBatch();
        if (!work.hasFetch()) return hasWritten;
        work.fetch();
        return true;
    }

    private static void isFatal(Throwable fault) {
        throw new InvariantViolation("the preparing of segments ended", fault);
    }

    private boolean writeBatch() throws IOException {
        long began = System.nanoTime();
        Optional<Staged> batch = work.stage();
        if (batch.isEmpty()) return false;
        long staged = System.nanoTime();
        work.force();
        long forced = System.nanoTime();
        Staged done = batch.get();
        listener.wrote(done.persists(), done.bytes(), staged - began, forced - staged);
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
        ahead.take().ifPresent(journal::offer);
        journal.close();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
