package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;

/**
 * The shelf of states as a replica uses it: asked here, done in the order of the calls, answered
 * later by a {@link SnapshotAnswer}, so that no replica ever waits for a disk.
 */
public interface Snapshots {

    /** Takes a snapshot of the state; {@link SnapshotAnswer.Taken}. */
    void take();

    /** Reads from a snapshot that was taken; {@link SnapshotAnswer.Read}. */
    void read(long ticket, Bytes snapshot, int file, long offset, int length);

    /** Gives up a snapshot that was taken. */
    void release(Bytes snapshot);

    /** Makes ready for a snapshot to come, in place of any other; {@link SnapshotAnswer.Begun}. */
    void begin(Manifest manifest);

    /** Writes what came, in order within each file; {@link SnapshotAnswer.Written}. */
    void write(Bytes snapshot, int file, long offset, Bytes content);

    /** Checks what came, and opens it as a state; {@link SnapshotAnswer.Finished}. */
    void finish(Bytes snapshot);

    /**
     * Makes what was finished the state that a restart finds; {@link SnapshotAnswer.Installed}. The
     * one before stays open until {@link #retire}.
     */
    void install(Bytes snapshot);

    /** Closes and deletes the state that was replaced. */
    void retire();

    /** Deletes what came of a snapshot. */
    void drop();
}
