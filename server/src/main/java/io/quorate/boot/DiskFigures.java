package io.quorate.boot;

import io.quorate.adapter.grpc.StorageFigures;
import io.quorate.core.engine.GroupId;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.journal.Journal;

/**
 * What the disk holds. The journal belongs to its thread, which leaves its figures here after each
 * batch; anybody may read them.
 */
final class DiskFigures implements StorageFigures {

    /** How many syncs an average is about. */
    private static final int SYNCS = 16;

    private final Journal journal;
    private final KeyValueMachine state;
    private volatile long journalFirstIndex;
    private volatile long journalBytes;
    private volatile long journalSyncNanos;

    DiskFigures(Journal journal, KeyValueMachine state) {
        this.journal = journal;
        this.state = state;
        journalChanged();
    }

    /** Reads the journal's figures. On the journal's thread, or before it is started. */
    void journalChanged() {
        journalFirstIndex = journal.firstIndex(GroupId.FIRST);
        journalBytes = journal.bytes();
    }

    /** A batch became durable. On the journal's thread. */
    void synced(long nanos) {
        long before = journalSyncNanos;
        journalSyncNanos = before == 0 ? nanos : before + (nanos - before) / SYNCS;
        journalChanged();
    }

    @Override
    public long journalSyncMicros() {
        return journalSyncNanos / 1_000;
    }

    @Override
    public long journalFirstIndex() {
        return journalFirstIndex;
    }

    @Override
    public long journalBytes() {
        return journalBytes;
    }

    @Override
    public long storeBytes() {
        return state.storeBytes();
    }
}
