package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How far back the past can be read. The floor is the first revision that can: what was changed
 * before it is given up at once, on every replica alike, and its rows are removed later by each
 * ({@link Forgetting}).
 *
 * <p>How old a revision is, marks tell: a mark says which revision stood at a time of the log, so
 * all that was changed up to it is at least as old. They are rows of the state, and whoever leads
 * next goes on with them.
 */
final class HistoryFloor {

    /** How many marks are kept: more are thinned out, which gives the past up later, not sooner. */
    static final int MARKS_MAX = 256;

    private long floor;
    private NavigableMap<Long, Long> marks;
    private long pendingFloor;
    private NavigableMap<Long, Long> pendingMarks;

    /** The floor of a store. */
    HistoryFloor(Store store) {
        floor = store.get(Family.META, Rows.COMPACTED_KEY).map(Rows::compacted).orElse(0L);
        marks =
                store.get(Family.META, Rows.MARKS_KEY)
                        .map(HistoryFloor::decode)
                        .orElseGet(TreeMap::new);
        begin();
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        pendingFloor = floor;
        pendingMarks = marks;
    }

    /** The first revision that can be read; 0 if nothing was ever given up. */
    long revision() {
        return floor;
    }

    /** What is marked, while a revision is the newest. */
    HistoryMarks marks(long revision) {
        boolean isOutrun = revision > markedRevision(marks, floor);
        if (marks.isEmpty()) {
            return new HistoryMarks(isOutrun, OptionalLong.empty(), OptionalLong.empty());
        }
        return new HistoryMarks(
                isOutrun, OptionalLong.of(marks.firstKey()), OptionalLong.of(marks.lastKey()));
    }

    private static long markedRevision(NavigableMap<Long, Long> marks, long floor) {
        return marks.isEmpty() ? floor : Math.max(floor, marks.lastEntry().getValue());
    }

    /** Gives up the past before a revision. */
    Outcome compact(Command.Compact compact, long newest) {
        long to = compact.revision();
        if (to > newest) return refused(new Objection.FutureRevision(to, newest));
        if (to <= pendingFloor) return refused(new Objection.Compacted(to, pendingFloor));
        pendingFloor = to;
        return new Outcome.Compacted(pendingFloor, newest);
    }

    private static Outcome refused(Objection objection) {
        return new Outcome.Refused(objection);
    }

    /** Gives up what is known to be too old, and marks the revision that stands now. */
    Outcome compact(Command.CompactOlder older, long nowNanos, long newest) {
        NavigableMap<Long, Long> left = new TreeMap<>(pendingMarks);
        Map.Entry<Long, Long> old = left.floorEntry(nowNanos - older.keepNanos());
        if (old != null) {
            pendingFloor = Math.max(pendingFloor, old.getValue());
            left.headMap(old.getKey(), true).clear();
        }
        if (newest > markedRevision(left, pendingFloor)) left.put(nowNanos, newest);
        if (left.size() > MARKS_MAX) thinOut(left);
        pendingMarks = left;
        return new Outcome.Compacted(pendingFloor, newest);
    }

    /** Every second goes, but not the newest: what it would have given up, a later one does. */
    private static void thinOut(NavigableMap<Long, Long> marks) {
        boolean goes = false;
        var times = marks.headMap(marks.lastKey(), false).keySet().iterator();
        while (times.hasNext()) {
            times.next();
            goes = !goes;
            if (goes) times.remove();
        }
    }

    /** Writes what the batch changed. */
    void write(StoreBatch batch) {
        if (pendingFloor != floor) {
            batch.put(Family.META, Rows.COMPACTED_KEY, Rows.compacted(pendingFloor));
        }
        if (pendingMarks != marks) batch.put(Family.META, Rows.MARKS_KEY, encode(pendingMarks));
    }

    /** The batch was written. */
    void commit() {
        floor = pendingFloor;
        marks = pendingMarks;
    }

    private static Bytes encode(NavigableMap<Long, Long> marks) {
        byte[] to = new byte[marks.size() * 2 * Long.BYTES];
        int at = 0;
        for (Map.Entry<Long, Long> mark : marks.entrySet()) {
            BigEndian.putLong(to, at, mark.getKey());
            BigEndian.putLong(to, at + Long.BYTES, mark.getValue());
            at += 2 * Long.BYTES;
        }
        return Bytes.wrap(to);
    }

    private static NavigableMap<Long, Long> decode(Bytes row) {
        NavigableMap<Long, Long> marks = new TreeMap<>();
        for (int at = 0; at < row.size(); at += 2 * Long.BYTES) {
            marks.put(BigEndian.getLong(row, at), BigEndian.getLong(row, at + Long.BYTES));
        }
        return marks;
    }
}
