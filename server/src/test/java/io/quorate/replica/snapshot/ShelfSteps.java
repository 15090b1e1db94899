package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.replica.Arrival;
import io.quorate.replica.Flusher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A shelf of states that does what it is asked for when it is told to, one thing after the other:
 * what a thread of its own does on a real node.
 */
public final class ShelfSteps implements Snapshots, Flusher {

    private interface Step {
        void run() throws IOException;
    }

    private final StateShelf shelf;
    private final Consumer<Arrival> arrivals;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    public ShelfSteps(StateShelf shelf, Consumer<Arrival> arrivals) {
        this.shelf = shelf;
        this.arrivals = arrivals;
    }

    /** Does all that waits. */
    public void run() {
        for (int left = steps.size(); left > 0; left--) {
            try {
                steps.poll().run();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void answer(SnapshotAnswer answer) {
        arrivals.accept(new Arrival.FromShelf(answer));
    }

    private void orFail(Bytes snapshot, Step taking) {
        steps.add(
                () -> {
                    try {
                        taking.run();
                    } catch (IOException failed) {
                        answer(new SnapshotAnswer.Failed(snapshot, failed.getMessage()));
                    }
                });
    }

    @Override
    public void flush() {
        steps.add(
                () -> {
                    shelf.flush();
                    arrivals.accept(new Arrival.Flushed(shelf.durableApplied()));
                });
    }

    @Override
    public void take() {
        steps.add(() -> answer(new SnapshotAnswer.Taken(shelf.take())));
    }

    @Override
    public void read(long ticket, Bytes snapshot, int file, long offset, int length) {
        steps.add(
                () -> {
                    Optional<Bytes> content = shelf.read(snapshot, file, offset, length);
                    answer(new SnapshotAnswer.Read(ticket, content));
                });
    }

    @Override
    public void release(Bytes snapshot) {
        steps.add(() -> shelf.release(snapshot));
    }

    @Override
    public void begin(Manifest manifest) {
        Bytes id = manifest.id();
        orFail(id, () -> answer(new SnapshotAnswer.Begun(id, shelf.begin(manifest))));
    }

    @Override
    public void write(Bytes snapshot, int file, long offset, Bytes content) {
        orFail(
                snapshot,
                () -> {
                    long held = shelf.write(snapshot, file, offset, content);
                    answer(new SnapshotAnswer.Written(snapshot, file, held));
                });
    }

    @Override
    public void finish(Bytes snapshot) {
        orFail(
                snapshot,
                () -> answer(new SnapshotAnswer.Finished(snapshot, shelf.finish(snapshot))));
    }

    @Override
    public void install(Bytes snapshot) {
        steps.add(() -> answer(new SnapshotAnswer.Installed(snapshot, shelf.install(snapshot))));
    }

    @Override
    public void retire() {
        steps.add(shelf::retire);
    }

    @Override
    public void drop() {
        steps.add(shelf::drop);
    }
}
