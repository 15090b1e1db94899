package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.replica.Arrival;
import io.quorate.replica.Flusher;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.snapshot.Snapshots;
import io.quorate.replica.snapshot.StateShelf;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The thread of a node's states as an actor: one thing after the other, each takes its time, and
 * any event may come in between. It does what {@code StateThread} does.
 */
final class SimulatedShelf implements Snapshots, Flusher {

    private interface Work {
        void run() throws IOException;
    }

    private record Waiting(long nanos, Work work) {}

    private final StateShelf shelf;
    private final SimulatedJournal.Host host;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isBusy;

    SimulatedShelf(StateShelf shelf, SimulatedJournal.Host host) {
        this.shelf = shelf;
        this.host = host;
    }

    private void post(long nanos, Work work) {
        waiting.add(new Waiting(nanos, work));
        goOn();
    }

    private void goOn() {
        if (isBusy || waiting.isEmpty()) return;
        isBusy = true;
        Waiting next = waiting.poll();
        host.later(
                next.nanos(),
                () -> {
                    next.work().run();
                    isBusy = false;
                    goOn();
                });
    }

    private void answer(SnapshotAnswer answer) {
        host.post(new Arrival.FromShelf(answer));
    }

    /** Work on what comes: if it fails, the snapshot is not taken, and the state is as it was. */
    private void postIncoming(Bytes snapshot, long nanos, Work work) {
        post(
                nanos,
                () -> {
                    try {
                        work.run();
                    } catch (IOException refused) {
                        answer(new SnapshotAnswer.Failed(snapshot, refused.toString()));
                    }
                });
    }

    @Override
    public void flush() {
        post(
                host.forceNanos(),
                () -> {
                    shelf.flush();
                    LogId durable = shelf.durableApplied();
                    host.later(host.wakeNanos(), () -> host.post(new Arrival.Flushed(durable)));
                });
    }

    @Override
    public void take() {
        post(
                host.forceNanos(),
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
                host.readNanos(),
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
        post(host.wakeNanos(), () -> shelf.release(snapshot));
    }

    @Override
    public void begin(Manifest manifest) {
        Bytes id = manifest.id();
        postIncoming(
                id,
                host.readNanos(),
                () -> answer(new SnapshotAnswer.Begun(id, shelf.begin(manifest))));
    }

    @Override
    public void write(Bytes snapshot, int file, long offset, Bytes content) {
        postIncoming(
                snapshot,
                host.readNanos(),
                () -> {
                    long held = shelf.write(snapshot, file, offset, content);
                    answer(new SnapshotAnswer.Written(snapshot, file, held));
                });
    }

    @Override
    public void finish(Bytes snapshot) {
        postIncoming(
                snapshot,
                host.forceNanos(),
                () -> answer(new SnapshotAnswer.Finished(snapshot, shelf.finish(snapshot))));
    }

    @Override
    public void install(Bytes snapshot) {
        post(
                host.forceNanos(),
                () -> answer(new SnapshotAnswer.Installed(snapshot, shelf.install(snapshot))));
    }

    @Override
    public void retire() {
        post(host.wakeNanos(), shelf::retire);
    }

    @Override
    public void drop() {
        post(host.wakeNanos(), shelf::drop);
    }
}
