package io.quorate.adapter.file;

import io.quorate.core.Bytes;
import io.quorate.replica.Arrival;
import io.quorate.replica.Flusher;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.snapshot.Snapshots;
import io.quorate.replica.snapshot.StateShelf;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The thread of a group's states on the disk: what would make the loop wait is done here, one thing
 * after the other. So a flush never meets a store that is being closed. Safe to call from any
 * thread; what waits is bounded by the replica's windows.
 *
 * <p>What comes from another member and cannot be taken is an answer. What goes wrong with this
 * node's own state ends the process.
 */
public final class StateThread implements Snapshots, Flusher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateThread.class);

    private interface Work {
        void run() throws IOException;
    }

    /** Work for whoever asks for a snapshot that is not a member. */
    public interface Asking<T> {
        /** Asks the shelf. */
        T of(StateShelf shelf) throws IOException;
    }

    private final StateShelf shelf;
    private final Consumer<Arrival> arrivals;
    private final Consumer<Throwable> fatal;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("state").factory());

    /**
     * Takes the shelf as its own.
     *
     * @param fatal told of what the node does not survive; it must end the process
     */
    public StateThread(StateShelf shelf, Consumer<Arrival> arrivals, Consumer<Throwable> fatal) {
        this.shelf = shelf;
        this.arrivals = arrivals;
        this.fatal = fatal;
    }

    private void post(Work work) {
        thread.execute(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | RuntimeException | Error broken) {
                        fatal.accept(broken);
                    }
                });
    }

    private void answer(SnapshotAnswer answer) {
        arrivals.accept(new Arrival.FromShelf(answer));
    }

    /** Work on what comes: if it fails, the snapshot is not taken, and the state is as it was. */
    private void postIncoming(Bytes snapshot, Work work) {
        post(
                () -> {
                    try {
                        work.run();
                    } catch (IOException refused) {
                        answer(new SnapshotAnswer.Failed(snapshot, refused.toString()));
                    }
                });
    }

    /**
     * Asks the shelf for somebody who waits.
     *
     * @param then told, on this thread, what came of it; empty if it failed
     */
    public <T> void ask(Asking<T> asking, Consumer<Optional<T>> then) {
        post(
                () -> {
                    Optional<T> asked;
                    try {
                        asked = Optional.of(asking.of(shelf));
                    } catch (IOException failed) {
                        asked = Optional.empty();
                    }
                    then.accept(asked);
                });
    }

    @Override
    public void flush() {
        post(
                () -> {
                    if (!shelf.flush()) LOG.error("no room to flush the store: the journal grows");
                    arrivals.accept(new Arrival.Flushed(shelf.durableApplied()));
                });
    }

    @Override
    public void take() {
        post(
                () -> {
                    Optional<Manifest> taken;
                    try {
                        taken = shelf.take();
                    } catch (IOException failed) {
                        taken = Optional.empty();
                    }
                    answer(new SnapshotAnswer.Taken(taken));
                });
    }

    @Override
    public void read(long ticket, Bytes snapshot, int file, long offset, int length) {
        post(
                () -> {
                    Optional<Bytes> content;
                    try {
                        content = shelf.read(snapshot, file, offset, length);
                    } catch (IOException failed) {
                        content = Optional.empty();
                    }
                    answer(new SnapshotAnswer.Read(ticket, content));
                });
    }

    @Override
    public void release(Bytes snapshot) {
        post(() -> shelf.release(snapshot));
    }

    @Override
    public void begin(Manifest manifest) {
        Bytes id = manifest.id();
        postIncoming(id, () -> answer(new SnapshotAnswer.Begun(id, shelf.begin(manifest))));
    }

    @Override
    public void write(Bytes snapshot, int file, long offset, Bytes content) {
        postIncoming(
                snapshot,
                () -> {
                    long held = shelf.write(snapshot, file, offset, content);
                    answer(new SnapshotAnswer.Written(snapshot, file, held));
                });
    }

    @Override
    public void finish(Bytes snapshot) {
        postIncoming(
                snapshot,
                () -> answer(new SnapshotAnswer.Finished(snapshot, shelf.finish(snapshot))));
    }

    @Override
    public void install(Bytes snapshot) {
        post(() -> answer(new SnapshotAnswer.Installed(snapshot, shelf.install(snapshot))));
    }

    @Override
    public void retire() {
        post(shelf::retire);
    }

    @Override
    public void drop() {
        post(shelf::drop);
    }

    /** Does what was asked for before, then ends the thread. The shelf stays open. */
    @Override
    public void close() {
        thread.close();
    }
}
