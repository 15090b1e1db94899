package io.quorate.replica.journal;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads entries back from where the index says that they stand, batch by batch. */
final class EntryReader {

    private final BatchReader reader;

    EntryReader(long identity) {
        this.reader = new BatchReader(identity);
    }

    /**
     * A group's entries between two indexes, as many as are held, gaps or not.
     *
     * @param bytesMax by {@link Entry#bytes}; one entry comes even if it is larger
     */
    List<Entry> read(GroupId group, GroupLog log, long from, long to, long bytesMax)
            throws IOException, JournalDamaged {
        List<Entry> entries = new ArrayList<>();
        long left = bytesMax;
        Extent extent = log.at(from);
        while (extent != null && extent.first <= to && left >= 0) {
            left = read(group, extent, Math.max(extent.first, from), to, left, entries);
            extent = log.at(extent.last + 1);
        }
        return entries;
    }

    /** The same up to the first gap: none if the first one wanted is not held. */
    List<Entry> readWithoutGap(GroupId group, GroupLog log, long from, long to, long bytesMax)
            throws IOException, JournalDamaged {
        List<Entry> entries = new ArrayList<>();
        long next = from;
        long left = bytesMax;
        while (next <= to && left >= 0) {
            Extent extent = log.at(next);
            if (extent == null || extent.first > next) break;
            left = read(group, extent, next, to, left, entries);
            next = extent.last + 1;
        }
        return entries;
    }

    /** Whether this very entry is held. */
    boolean holds(GroupId group, GroupLog log, LogId id) throws IOException, JournalDamaged {
        List<Entry> there = readWithoutGap(group, log, id.index(), id.index(), 1);
        return !there.isEmpty() && there.getFirst().id().equals(id);
    }

    /**
     * Adds an extent's entries, in order, up to a last index and a number of bytes, but at least
     * one.
     *
     * @param bytesMax what may be added, by {@link Entry#bytes}
     * @return the bytes left, or -1 if they were used up
     */
    private long read(
            GroupId group, Extent extent, long from, long to, long bytesMax, List<Entry> into)
            throws IOException, JournalDamaged {
        long left = bytesMax;
        long next = from;
        long last = Math.min(to, extent.last);
        int batchAt = extent.batchAt;
        reader.open(extent.segment);
        while (next <= last) {
            if (batchAt >= extent.recordsTo || !reader.load(batchAt)) {
                throw JournalDamaged.at(
                        extent.segment.name, batchAt, "a batch that was sound before is not now");
            }
            int end = Math.min(reader.recordsTo(), extent.recordsTo);
            int offset = Math.max(reader.recordsFrom(), extent.recordsFrom);
            while (offset < end && next <= last) {
                ByteBuffer window = reader.window();
                int record = reader.at(offset);
                int body = window.getInt(record);
                if (isEntry(window, record, group, next)) {
                    Entry entry = entry(window, record, body);
                    if (entry.bytes() > left && !into.isEmpty()) return -1;
                    left -= entry.bytes();
                    into.add(entry);
                    next++;
                }
                offset += Layout.RECORD_HEADER_BYTES + body;
            }
            batchAt = reader.next();
        }
        return left <= 0 ? -1 : left;
    }

    private static boolean isEntry(ByteBuffer window, int record, GroupId group, long index) {
        return window.get(record + Layout.RECORD_KIND) == Layout.ENTRY
                && window.getInt(record + Layout.RECORD_GROUP) == group.value()
                && window.getLong(record + Layout.RECORD_HEADER_BYTES) == index;
    }

    private static Entry entry(ByteBuffer window, int record, int body) {
        byte code = window.get(record + Layout.RECORD_ENTRY_KIND);
        Optional<Entry.Kind> kind = Layout.entryKind(code);
        InvariantViolation.require(kind.isPresent(), "an entry of unknown kind %d", code);
        int from = record + Layout.RECORD_HEADER_BYTES;
        byte[] payload = new byte[body - Layout.ENTRY_BODY_BYTES];
        window.get(from + Layout.ENTRY_BODY_BYTES, payload);
        var id = new LogId(window.getLong(from + 8), window.getLong(from));
        return new Entry(id, kind.get(), Bytes.wrap(payload));
    }
}
