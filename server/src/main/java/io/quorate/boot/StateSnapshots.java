package io.quorate.boot;

import io.quorate.adapter.file.StateThread;
import io.quorate.adapter.grpc.SnapshotSource;
import io.quorate.core.Bytes;
import io.quorate.replica.snapshot.Manifest;

import java.util.Optional;
import java.util.function.Consumer;

/** Snapshots for clients, taken and read on the states' thread. */
final class StateSnapshots implements SnapshotSource {

    private final StateThread states;

    StateSnapshots(StateThread states) {
        this.states = states;
    }

    @Override
    public void take(Consumer<Optional<Manifest>> then) {
        states.ask(shelf -> shelf.take(), taken -> then.accept(taken.flatMap(one -> one)));
    }

    @Override
    public void read(
            Bytes snapshot, int file, long offset, int length, Consumer<Optional<Bytes>> then) {
        states.ask(
                shelf -> shelf.read(snapshot, file, offset, length),
                read -> then.accept(read.flatMap(one -> one)));
    }

    @Override
    public void release(Bytes snapshot) {
        states.work().release(snapshot);
    }
}
