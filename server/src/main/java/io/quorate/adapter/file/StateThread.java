package io.quorate.adapter.file;

import io.quorate.replica.Arrival;
import io.quorate.replica.StateWork;
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
 * after the other. Safe to call from any thread; what waits is bounded by the replica's windows.
 */
public final class StateThread implements StateWork.Place, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateThread.class);

    /** Work for whoever asks for a snapshot that is not a member. */
    public interface Asking<T> {
        /** Asks the shelf. */
        T of(StateShelf shelf) throws IOException;
    }

    private final StateShelf shelf;
    private final StateWork work;
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
        this.work = new StateWork(shelf, this, arrivals);
        this.fatal = fatal;
    }

    /** What a replica asks of its states, done on this thread. */
    public StateWork work() {
        return work;
    }

    @Override
    public void post(StateWork.Cost cost, StateWork.Piece piece) {
        thread.execute(
                () -> {
                    try {
                        piece.run();
                    } catch (IOException | RuntimeException | Error broken) {
                        fatal.accept(broken);
                    }
                });
    }

    @Override
    public void noRoomToFlush() {
        LOG.error("no room to flush the store: the journal grows");
    }

    /**
     * Asks the shelf for somebody who waits.
     *
     * @param then told, on this thread, what came of it; empty if it failed
     */
    public <T> void ask(Asking<T> asking, Consumer<Optional<T>> then) {
        post(
                StateWork.Cost.BLOCK,
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

    /** Does what was asked for before, then ends the thread. The shelf stays open. */
    @Override
    public void close() {
        thread.close();
    }
}
