package io.quorate.adapter.grpc;

import io.quorate.core.Bytes;
import io.quorate.replica.snapshot.Manifest;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes snapshots of this node's state and reads them. Each answer comes on a thread of its own.
 */
public interface SnapshotSource {

    /** Takes one; nothing comes if there is no room for it, or nothing to be taken. */
    void take(Consumer<Optional<Manifest>> then);

    /** Reads from one; nothing comes if it is not there, or cannot be read. */
    void read(Bytes snapshot, int file, long offset, int length, Consumer<Optional<Bytes>> then);

    /** Gives one up. */
    void release(Bytes snapshot);
}
