package io.quorate.adapter.file;

import io.quorate.replica.journal.Ahead;
import io.quorate.replica.journal.Spare;
import io.quorate.replica.journal.Spares;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Prepares one segment ahead, on a thread of its own, and tries again while the disk has no room.
 * Asked by and answering to the journal's thread, which it wakes.
 */
final class AheadThread implements Ahead, AutoCloseable {

    /** How long it waits before it tries again. */
    static final long RETRY_NANOS = 500_000_000L;

    private final Spares spares;
    private final Runnable wake;
    private final Thread thread;
    private final AtomicReference<Spare> ready = new AtomicReference<>();
    private volatile boolean isWanted;
    private volatile boolean isFailing;
    private volatile boolean isClosed;
    private volatile Throwable fault;

    /**
     * @param wake run when there is something to tell
     */
    AheadThread(Spares spares, Runnable wake) {
        this.spares = spares;
        this.wake = wake;
        this.thread = Thread.ofPlatform().name("journal-ahead").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void want() {
        isWanted = true;
        LockSupport.unpark(thread);
    }

    @Override
    public Optional<Spare> take() {
        return ready.get() == null ? Optional.empty() : Optional.of(ready.getAndSet(null));
    }

    @Override
    public boolean isFailing() {
        return isFailing;
    }

    /** What ended the thread, if it was not meant to end. */
    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    private void run() {
        try {
            prepareWhatIsWanted();
        } catch (RuntimeException | Error e) {
            fault = e;
            wake.run();
        }
    }

    private void prepareWhatIsWanted() {
        while (!isClosed) {
            if (!isWanted) {
                LockSupport.park(this);
                continue;
            }
            try {
                Spare spare = spares.prepare();
                isWanted = false;
                isFailing = false;
                ready.set(spare);
                wake.run();
            } catch (IOException e) {
                if (!isFailing) {
                    isFailing = true;
                    wake.run();
                }
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    /** Ends the thread, waiting for an attempt that is under way. */
    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
