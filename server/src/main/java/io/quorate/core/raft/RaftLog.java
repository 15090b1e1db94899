package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Recovered;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The log (Figure 2): its newest stretch in memory, from the entry after {@link #base} on. Knows
 * what of it was handed to the disk, what is durable, and what is applied; what is applied may
 * leave the memory from the front.
 *
 * <p>A ring of entries in which an index has the slot {@code index & mask}: no allocation an entry.
 */
final class RaftLog {

    /** A stretch of the log. */
    record Slice(long from, long to, int bytes, List<Entry> entries) {}

    private record Handed(long ticket, long lastIndex) {}

    private static final int CAPACITY_MIN = 1024;

    private final long cacheBytesMax;
    private Entry[] ring = new Entry[CAPACITY_MIN];
    private LogId base;
    private LogId last;
    private long durableIndex;
    private long appliedIndex;
    private long unappliedBytes;
    private long cachedBytes;

    /** The first index that no persist holds yet. */
    private long unhandedFrom;

    /** Where the log on disk must be cut before the next write; 0 if nowhere. */
    private long cutFrom;

    /** Behind which entry the log on disk must begin anew before the next write, if anywhere. */
    private Optional<LogId> diskBase = Optional.empty();

    private final ArrayDeque<Handed> handed = new ArrayDeque<>();
    private Slice lastSlice;

    RaftLog(Recovered recovered, long cacheBytesMax) {
        this.cacheBytesMax = cacheBytesMax;
        base = recovered.base();
        last = base;
        appliedIndex = base.index();
        unhandedFrom = base.index() + 1;
        if (recovered.tailFollows()) {
            for (Entry entry : recovered.tail()) append(entry);
        } else {
            diskBase = Optional.of(base);
        }
        durableIndex = last.index();
        unhandedFrom = last.index() + 1;
    }

    LogId last() {
        return last;
    }

    long lastIndex() {
        return last.index();
    }

    /** The first index whose entry is in memory, if any is. */
    long firstIndex() {
        return base.index() + 1;
    }

    /** The highest index up to which this node's disk holds this log. */
    long durableIndex() {
        return durableIndex;
    }

    /** The last entry of this log that this node's disk holds. */
    LogId durableLast() {
        return idAt(durableIndex);
    }

    long appliedIndex() {
        return appliedIndex;
    }

    long unappliedBytes() {
        return unappliedBytes;
    }

    /** Whether the entry itself is in memory. */
    boolean holds(long index) {
        return index > base.index() && index <= last.index();
    }

    /** Whether the term of the entry is in memory. */
    boolean knowsTermAt(long index) {
        return index >= base.index() && index <= last.index();
    }

    long termAt(long index) {
        if (index == base.index()) return base.term();
        return entry(index).term();
    }

    LogId idAt(long index) {
        return index == base.index() ? base : entry(index).id();
    }

    private Entry entry(long index) {
        InvariantViolation.require(
                holds(index), "index %d is not within (%d, %d]", index, base.index(), lastIndex());
        return ring[(int) index & (ring.length - 1)];
    }

    /** Appends at the end; terms never fall within a log. */
    void append(Entry entry) {
        InvariantViolation.require(
                entry.index() == last.index() + 1 && entry.term() >= last.term(),
                "%s does not follow %s",
                entry.id(),
                last);
        if (last.index() - base.index() == ring.length) grow();
        ring[(int) entry.index() & (ring.length - 1)] = entry;
        last = entry.id();
        cachedBytes += entry.bytes();
        unappliedBytes += entry.bytes();
        lastSlice = null;
    }

    private void grow() {
        var larger = new Entry[ring.length * 2];
        for (long i = base.index() + 1; i <= last.index(); i++) {
            larger[(int) i & (larger.length - 1)] = ring[(int) i & (ring.length - 1)];
        }
        ring = larger;
    }

    /**
     * Deletes the entry at an index and all that follow it (section 5.3). What the disk was told to
     * write of them counts for nothing from here on.
     */
    void truncate(long from) {
        InvariantViolation.require(
                from > appliedIndex && from > base.index(),
                "truncation from %d, but %d is applied",
                from,
                appliedIndex);
        for (long i = from; i <= last.index(); i++) {
            int slot = (int) i & (ring.length - 1);
            cachedBytes -= ring[slot].bytes();
            unappliedBytes -= ring[slot].bytes();
            ring[slot] = null;
        }
        last = idAt(from - 1);
        lastSlice = null;
        if (from < unhandedFrom) {
            cutFrom = cutFrom == 0 ? from : Math.min(cutFrom, from);
            unhandedFrom = from;
        }
        durableIndex = Math.min(durableIndex, from - 1);
        clampHanded(from - 1);
    }

    /** What earlier persists wrote behind an index is not the log any more. */
    private void clampHanded(long index) {
        var clamped = new ArrayDeque<Handed>(handed.size());
        for (Handed write : handed) {
            clamped.add(new Handed(write.ticket(), Math.min(write.lastIndex(), index)));
        }
        handed.clear();
        handed.addAll(clamped);
    }

    /**
     * The state machine was replaced by one that has applied everything up to here. "If existing
     * log entry has same index and term as snapshot's last included entry, retain log entries
     * following it"; else "discard the entire log" (Figure 13, InstallSnapshot, rules 6 and 7).
     */
    void rebase(LogId to) {
        boolean isHere = knowsTermAt(to.index()) && termAt(to.index()) == to.term();
        lastSlice = null;
        if (isHere) {
            while (base.index() < to.index()) dropFirst();
            appliedIndex = to.index();
            durableIndex = Math.max(durableIndex, to.index());
            // What is behind the base was not handed to the disk either: it loses nothing there.
            if (unhandedFrom <= to.index()) rebaseDisk(to);
        } else {
            Arrays.fill(ring, null);
            base = to;
            last = to;
            appliedIndex = to.index();
            unappliedBytes = 0;
            cachedBytes = 0;
            rebaseDisk(to);
        }
    }

    private void rebaseDisk(LogId to) {
        diskBase = Optional.of(to);
        cutFrom = 0;
        unhandedFrom = to.index() + 1;
        durableIndex = to.index();
        clampHanded(to.index());
    }

    private void dropFirst() {
        int slot = (int) (base.index() + 1) & (ring.length - 1);
        Entry first = ring[slot];
        if (first.index() > appliedIndex) unappliedBytes -= first.bytes();
        cachedBytes -= first.bytes();
        base = first.id();
        ring[slot] = null;
    }

    /** The bytes of the entries from one index to another, both included. */
    long bytes(long from, long to) {
        long bytes = 0;
        for (long i = from; i <= to; i++) bytes += entry(i).bytes();
        return bytes;
    }

    /** Whether there are changes that no persist holds yet. */
    boolean hasUnhanded() {
        return diskBase.isPresent() || cutFrom != 0 || unhandedFrom <= last.index();
    }

    /** Adds the changes that no persist holds yet. */
    void takeUnhanded(List<Durable> records) {
        if (diskBase.isPresent()) records.add(new Durable.Rebased(diskBase.get()));
        if (cutFrom != 0) records.add(new Durable.Truncated(cutFrom));
        if (unhandedFrom <= last.index()) {
            records.add(new Durable.Written(slice(unhandedFrom, last.index()).entries()));
        }
        diskBase = Optional.empty();
        cutFrom = 0;
        unhandedFrom = last.index() + 1;
    }

    /** What was taken last goes to the disk under this ticket. */
    void handedUnder(long ticket) {
        handed.add(new Handed(ticket, last.index()));
    }

    /** Everything up to this ticket is durable. */
    void persisted(long ticket) {
        while (!handed.isEmpty() && handed.peekFirst().ticket() <= ticket) {
            durableIndex = Math.max(durableIndex, handed.removeFirst().lastIndex());
        }
    }

    /**
     * The state machine has applied everything up to here; older entries may leave the memory.
     *
     * @return the bytes of what is newly applied
     */
    long applied(long index) {
        long bytes = 0;
        for (long i = appliedIndex + 1; i <= index; i++) bytes += entry(i).bytes();
        unappliedBytes -= bytes;
        appliedIndex = index;
        while (cachedBytes - unappliedBytes > cacheBytesMax && base.index() < appliedIndex) {
            dropFirst();
        }
        return bytes;
    }

    /** The entries from one index to another, both included. Shared, never to be changed. */
    Slice slice(long from, long to) {
        if (lastSlice != null && lastSlice.from() == from && lastSlice.to() == to) return lastSlice;
        return cut(from, to);
    }

    /** As many entries from an index on as fit into the bytes, but one at least. */
    Slice sliceWithin(long from, int bytesMax) {
        if (lastSlice != null
                && lastSlice.from() == from
                && lastSlice.to() == last.index()
                && lastSlice.bytes() <= bytesMax) {
            return lastSlice;
        }
        return cut(from, endWithin(from, last.index(), bytesMax));
    }

    /** The last index, at most a limit, up to which entries fit into the bytes; one always does. */
    long endWithin(long from, long limit, int bytesMax) {
        long to = from;
        long bytes = entry(from).bytes();
        while (to < limit && bytes + entry(to + 1).bytes() <= bytesMax) {
            bytes += entry(++to).bytes();
        }
        return to;
    }

    private Slice cut(long from, long to) {
        var entries = new Entry[(int) (to - from + 1)];
        int bytes = 0;
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry(from + i);
            bytes += entries[i].bytes();
        }
        List<Entry> list = Collections.unmodifiableList(Arrays.asList(entries));
        lastSlice = new Slice(from, to, bytes, list);
        return lastSlice;
    }

    /**
     * The last entry at or before an index whose term is at most a term; the base if all known are
     * later. Terms never fall within a log, so this is a binary search.
     */
    LogId lastUpTo(long index, long term) {
        long low = base.index();
        long high = Math.min(index, last.index());
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (termAt(middle) <= term) low = middle;
            else high = middle - 1;
        }
        return idAt(low);
    }
}
