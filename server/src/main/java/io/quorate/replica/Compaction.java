package io.quorate.replica;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;

/**
 * When the state machine is flushed, and how much of the journal may then go: what is durably
 * applied here and no other member will ask for.
 */
final class Compaction {

    private final GroupId group;
    private final Replica.Ports ports;
    private final Limits limits;

    private long appliedBytesSinceFlush;
    private boolean isFlushing;
    private long durableApplied;
    private long releasedByEngine;
    private long releasedToJournal;

    Compaction(GroupId group, Replica.Ports ports, Limits limits) {
        this.group = group;
        this.ports = ports;
        this.limits = limits;
    }

    void applied(Entry entry) {
        appliedBytesSinceFlush += entry.bytes();
        if (isFlushing || appliedBytesSinceFlush < limits.flushBytes()) return;
        isFlushing = true;
        appliedBytesSinceFlush = 0;
        ports.flusher().flush();
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

    private void release() {
        long index = Math.min(durableApplied, releasedByEngine);
        if (index <= releasedToJournal) return;
        releasedToJournal = index;
        ports.durability().release(group, index);
    }
}
