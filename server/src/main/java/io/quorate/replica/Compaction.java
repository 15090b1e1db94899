package io.quorate.replica;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;

import java.util.function.LongSupplier;

/**
 * When the state machine is flushed, and how much of the journal may then go: of what is durably
 * applied here, that which no other member will ask for, and that which lies behind the tail kept
 * for members that lag. Behind a snapshot that is on its way more is kept, so that its receiver can
 * go on from where it ends; but not without a bound.
 */
final class Compaction {

    private final GroupId group;
    private final Durability durability;
    private final Flusher flusher;
    private final Limits limits;
    private final LongSupplier neededIndex;
    private final JournalTail tail;

    private long appliedBytesSinceFlush;
    private boolean isFlushing;
    private long durableApplied;
    private long releasedByEngine;
    private long releasedToJournal;

    /**
     * @param neededIndex behind which a snapshot's receiver will want to go on
     */
    Compaction(
            GroupId group,
            Durability durability,
            Flusher flusher,
            Limits limits,
            LongSupplier neededIndex) {
        this.group = group;
        this.durability = durability;
        this.flusher = flusher;
        this.limits = limits;
        this.neededIndex = neededIndex;
        this.tail = new JournalTail(limits.journalTailBytes());
    }

    void applied(Entry entry) {
        tail.applied(entry);
        appliedBytesSinceFlush += entry.bytes();
        if (isFlushing || appliedBytesSinceFlush < limits.flushBytes()) return;
        isFlushing = true;
        appliedBytesSinceFlush = 0;
        flusher.flush();
    }

    void flushed(LogId durable) {
        isFlushing = false;
        durableApplied = Math.max(durableApplied, durable.index());
        release();
    }

    void released(long index) {
        releasedByEngine = Math.max(releasedByEngine, index);
        release();
    }

    /**
     * The state is a snapshot's: the log up to there is behind it, whoever lacks it. The journal
     * may begin behind it as well, so an older snapshot of this node leaves a gap from now on.
     */
    void installed(LogId base) {
        durableApplied = base.index();
        releasedToJournal = Math.max(releasedToJournal, base.index());
        appliedBytesSinceFlush = 0;
    }

    /** The last index that the journal has given up, or was told to. */
    long releasedIndex() {
        return releasedToJournal;
    }

    private void release() {
        long behindTail = Math.min(tail.droppedIndex(), neededIndex.getAsLong());
        long unneeded = Math.max(releasedByEngine, Math.max(behindTail, tail.givenUpIndex()));
        long index = Math.min(durableApplied, unneeded);
        if (index <= releasedToJournal) return;
        releasedToJournal = index;
        durability.release(group, index);
    }
}
