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

    private final Journal journal;
    private final KeyValueMachine state;
    private volatile long journalFirstIndex;
    private volatile long journalBytes;

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
