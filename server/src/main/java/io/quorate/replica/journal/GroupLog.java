package io.quorate.replica.journal;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one group's records say, last word first: its promise, its compaction point, and where each
 * of its entries stands. The index knows runs of entries, not entries, so that it stays small: one
 * extent for {@value #EXTENT_BYTES} bytes of a log that grows in order.
 */
final class GroupLog {

    /** How far an extent may stretch: what is read through, at most, to find an entry. */
    static final int EXTENT_BYTES = 64 << 10;

    private final TreeMap<Long, Extent> extents = new TreeMap<>();
    private Promise promise = Promise.NONE;
    private Optional<Hole> hole;
    private long released;

    /** The last extent, while the next entry may still join it. */
    private Extent growing;

    /**
     * @param hole what a group has lost of which nothing is known yet
     */
    GroupLog(Optional<Hole> hole) {
        this.hole = hole;
    }

    Promise promise() {
        return promise;
    }

    /** What the group has lost and not made good yet. */
    Optional<Hole> hole() {
        return hole;
    }

    /** The last index that was given up: of entries up to it nothing is known. */
    long released() {
        return released;
    }

    /** The first index of an entry that is held, or one past the last. */
    long firstIndex() {
        return extents.isEmpty() ? released + 1 : extents.firstKey();
    }

    /** The last index of an entry that is held, or the last that was given up. */
    long lastIndex() {
        return extents.isEmpty() ? released : extents.lastEntry().getValue().last;
    }

    /** The extent that holds an index, or else the first one above it, if any. */
    Extent at(long index) {
        Map.Entry<Long, Extent> floor = extents.floorEntry(index);
        if (floor != null && floor.getValue().last >= index) return floor.getValue();
        Map.Entry<Long, Extent> above = extents.higherEntry(index);
        return above == null ? null : above.getValue();
    }

    int extents() {
        return extents.size();
    }

    void promised(Promise given) {
        promise = given;
    }

    /**
     * What comes next in the journal does not go on from here: no run of entries reaches over it.
     */
    void breakOff() {
        growing = null;
    }

    /** It goes on from where it stood when it broke off. */
    void resumed(Hole lost) {
        hole = Optional.of(lost);
    }

    void mended() {
        hole = Optional.empty();
    }

    /** An entry stands in a batch of a segment, from one offset to another. */
    void entry(Segment segment, int batchAt, int from, int to, long index) {
        if (index <= released) return;
        if (growing != null
                && growing.last + 1 == index
                && growing.segment == segment
                && to - growing.batchAt <= EXTENT_BYTES) {
            growing.last = index;
            growing.recordsTo = to;
            return;
        }
        giveWayTo(index);
        var extent = new Extent(segment, batchAt, from, to, index, index);
        add(extent);
        growing = extents.lastEntry().getValue() == extent ? extent : null;
    }

    private void giveWayTo(long index) {
        Map.Entry<Long, Extent> floor = extents.floorEntry(index);
        if (floor == null || floor.getValue().last < index) return;
        Extent old = floor.getValue();
        remove(old);
        if (old.first < index) add(old.part(old.first, index - 1));
        if (old.last > index) add(old.part(index + 1, old.last));
    }

    void truncateSuffix(long from) {
        Map.Entry<Long, Extent> last = extents.lastEntry();
        while (last != null && last.getValue().last >= from) {
            Extent old = last.getValue();
            remove(old);
            if (old.first < from) add(old.part(old.first, from - 1));
            last = extents.lastEntry();
        }
    }

    /** No record may cut what was given up as applied. */
    void requireMayCut(GroupId group, List<Durable> records) {
        for (Durable record : records) {
            switch (record) {
                case Durable.Truncated(long from) -> requireNotReleased(group, from);
                case Durable.Rebased(LogId base) -> requireNotReleased(group, base.index() + 1);
                case Durable.Written _, Durable.Promised _, Durable.Mended _ -> {}
            }
        }
    }

    private void requireNotReleased(GroupId group, long from) {
        InvariantViolation.require(
                from > released,
                "group %s cuts its log from %s, and entries up to %s were given up as applied",
                group.value(),
                from,
                released);
    }

    void release(long index) {
        if (index <= released) return;
        released = index;
        Iterator<Extent> oldest = extents.values().iterator();
        Extent cut = null;
        while (oldest.hasNext()) {
            Extent extent = oldest.next();
            if (extent.first > index) break;
            oldest.remove();
            extent.segment.extents--;
            if (extent == growing) growing = null;
            if (extent.last > index) cut = extent.part(index + 1, extent.last);
        }
        if (cut != null) add(cut);
    }

    /** The log begins anew behind an index: nothing that is held belongs to it. */
    void rebase(long index) {
        truncateSuffix(0);
        released = Math.max(released, index);
    }

    private void add(Extent extent) {
        extents.put(extent.first, extent);
        extent.segment.extents++;
    }

    private void remove(Extent extent) {
        extents.remove(extent.first);
        extent.segment.extents--;
        if (extent == growing) growing = null;
    }
}
