package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.state.Store;

import java.util.List;
import java.util.Optional;

/** What comes back of what was asked of {@link Snapshots}. */
public sealed interface SnapshotAnswer {

    /** A snapshot was taken, or there is no room for one. */
    record Taken(Optional<Manifest> manifest) implements SnapshotAnswer {}

    /** A chunk was read; empty if the snapshot is not there or cannot be read. */
    record Read(long ticket, Optional<Bytes> content) implements SnapshotAnswer {}

    /**
     * Chunks may come.
     *
     * @param held of each file the bytes that are here already
     */
    record Begun(Bytes snapshot, List<Long> held) implements SnapshotAnswer {}

    /**
     * A chunk was written.
     *
     * @param held the bytes of the file that are here now: 0 if it was complete, and damaged
     */
    record Written(Bytes snapshot, int file, long held) implements SnapshotAnswer {}

    /**
     * All files are here and were checked.
     *
     * @param why what is wrong, if anything
     */
    record Finished(Bytes snapshot, Optional<String> why) implements SnapshotAnswer {}

    /** What comes cannot be taken: the disk is full, or refuses otherwise. */
    record Failed(Bytes snapshot, String why) implements SnapshotAnswer {}

    /** The snapshot is the state that a restart finds. */
    record Installed(Bytes snapshot, Store store) implements SnapshotAnswer {}
}
