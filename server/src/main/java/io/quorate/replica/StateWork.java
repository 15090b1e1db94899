package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.state.DigestScan;
import io.quorate.replica.digest.Scrubbing;
import io.quorate.replica.history.HistoryReads;
import io.quorate.replica.history.PageWork;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.snapshot.Snapshots;
import io.quorate.replica.snapshot.StateShelf;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a replica asks of its states on the disk, as pieces of work that somebody does, one after
 * the other and off the loop: a thread on a real node, an actor in the simulator, a test by hand.
 * So a flush never meets a store that is being closed.
 *
 * <p>What comes from another member and cannot be taken is an answer. What goes wrong with this
 * node's own state is whoever's does the work.
 */
public final class StateWork implements Snapshots, Flusher, Scrubbing, HistoryReads {

    /** What a piece of work waits for, for whoever must know how long that takes. */
    public enum Cost {
        /** Until what was written is durable. */
        FORCE,
        /** Until a block was read or written. */
        BLOCK,
        /** Until it is its turn. */
        NONE
    }

    /** One piece of work. */
    public interface Piece {
        /** Does it; a failure is one that this node does not survive. */
        void run() throws IOException;
    }

    /** Where the work is done. */
    public interface Place {

        /** Takes a piece of work, to do it after all that it took before. */
        void post(Cost cost, Piece piece);

        /** A flush found no room; the journal grows until one does. */
        void noRoomToFlush();
    }

    private final StateShelf shelf;
    private final Place place;
    private final Consumer<Arrival> arrivals;

    /**
     * The shelf is used where the work is done, and nowhere else.
     *
     * @param arrivals where the answers go
     */
    public StateWork(StateShelf shelf, Place place, Consumer<Arrival> arrivals) {
        this.shelf = shelf;
        this.place = place;
        this.arrivals = arrivals;
    }

    private void answer(SnapshotAnswer answer) {
        arrivals.accept(new Arrival.FromShelf(answer));
    }

    /** Work on what comes: if it fails, the snapshot is not taken, and the state is as it was. */
    private void postIncoming(Bytes snapshot, Cost cost, Piece piece) {
        place.post(
                cost,
                () -> {
                    try {
                        piece.run();
                    } catch (IOException refused) {
                        answer(new SnapshotAnswer.Failed(snapshot, refused.toString()));
                    }
                });
    }

    @Override
    public void flush() {
        place.post(
                Cost.FORCE,
                () -> {
                    if (!shelf.flush()) place.noRoomToFlush();
                    arrivals.accept(new Arrival.Flushed(shelf.durableApplied()));
                });
    }

    @Override
    public void scrub(DigestScan scan, long bytes) {
        place.post(
                Cost.BLOCK, () -> arrivals.accept(new Arrival.Scrubbed(scan, read(scan, bytes))));
    }

    private static Progress read(DigestScan scan, long bytes) {
        try {
            return scan.readOn(bytes) ? Progress.MORE : Progress.OVER;
        } catch (IllegalStateException closed) {
            return Progress.CLOSED;
        }
    }

    @Override
    public void read(PageWork work) {
        place.post(Cost.BLOCK, () -> arrivals.accept(new Arrival.HistoryRead(work.read())));
    }

    @Override
    public void take() {
        place.post(
                Cost.FORCE,
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
        place.post(
                Cost.BLOCK,
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
        place.post(Cost.NONE, () -> shelf.release(snapshot));
    }

    @Override
    public void begin(Manifest manifest) {
        Bytes id = manifest.id();
        postIncoming(
                id, Cost.BLOCK, () -> answer(new SnapshotAnswer.Begun(id, shelf.begin(manifest))));
    }

    @Override
    public void write(Bytes snapshot, int file, long offset, Bytes content) {
        postIncoming(
                snapshot,
                Cost.BLOCK,
                () -> {
                    long held = shelf.write(snapshot, file, offset, content);
                    answer(new SnapshotAnswer.Written(snapshot, file, held));
                });
    }

    @Override
    public void finish(Bytes snapshot) {
        postIncoming(
                snapshot,
                Cost.FORCE,
                () -> answer(new SnapshotAnswer.Finished(snapshot, shelf.finish(snapshot))));
    }

    @Override
    public void install(Bytes snapshot) {
        place.post(
                Cost.FORCE,
                () -> answer(new SnapshotAnswer.Installed(snapshot, shelf.install(snapshot))));
    }

    @Override
    public void retire() {
        place.post(Cost.NONE, shelf::retire);
    }

    @Override
    public void drop() {
        place.post(Cost.NONE, shelf::drop);
    }
}
