package io.quorate.replica.journal;

import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Promise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The index of all groups, made from batches as they stand on the disk. A batch that was just
 * written and one that is replayed go the same way, so that a restart finds what was there before.
 */
final class Groups {

    private final TreeMap<GroupId, GroupLog> logs = new TreeMap<>();
    private long oldestSegment;

    /** The number of the oldest segment that was said to be needed. */
    long oldestSegment() {
        return oldestSegment;
    }

    /** What is known of a group, which is nothing at first. */
    GroupLog of(GroupId group) {
        return logs.computeIfAbsent(group, absent -> new GroupLog());
    }

    Map<GroupId, GroupLog> all() {
        return logs;
    }

    /**
     * Takes in a batch whose checksum is right.
     *
     * @param buffer holds the records; the segment's offset {@code from} is its position {@code at}
     * @throws JournalDamaged if the records make no sense all the same
     */
    void replay(Segment segment, int batchAt, ByteBuffer buffer, int at, int from, int to)
            throws JournalDamaged {
        GroupId group = null;
        GroupLog log = null;
        int shift = at - from;
        int offset = from;
        while (offset < to) {
            int record = offset + shift;
            int body = record + Layout.RECORD_HEADER_BYTES;
            int end = endOfRecord(segment, buffer, shift, offset, to);
            byte kind = buffer.get(record + Layout.RECORD_KIND);
            int number = buffer.getInt(record + Layout.RECORD_GROUP);
            if (kind == Layout.OLDEST_SEGMENT) {
                oldestSegment = buffer.getLong(body);
            } else if (number <= 0) {
                throw JournalDamaged.at(segment.name, offset, "a record of group " + number);
            } else {
                if (group == null || group.value() != number) {
                    group = new GroupId(number);
                    log = of(group);
                }
                switch (kind) {
                    case Layout.ENTRY ->
                            log.entry(segment, batchAt, offset, end, buffer.getLong(body));
                    case Layout.PROMISE -> log.promised(promise(buffer, body, end + shift));
                    case Layout.TRUNCATE_SUFFIX -> log.truncateSuffix(buffer.getLong(body));
                    case Layout.REBASE -> log.rebase(buffer.getLong(body));
                    case Layout.COMPACTION_POINT -> log.release(buffer.getLong(body));
                    default ->
                            throw JournalDamaged.at(
                                    segment.name, offset, "a record of unknown kind " + kind);
                }
            }
            offset = end;
        }
    }

    /** Where the record ends that begins at an offset, having checked that it is long enough. */
    private static int endOfRecord(
            Segment segment, ByteBuffer buffer, int shift, int offset, int to)
            throws JournalDamaged {
        int room = to - offset - Layout.RECORD_HEADER_BYTES;
        int body = room < 0 ? -1 : buffer.getInt(offset + shift);
        int least = room < 0 ? 0 : bodyBytesMin(buffer.get(offset + shift + Layout.RECORD_KIND));
        if (body < least || body > room) {
            throw JournalDamaged.at(segment.name, offset, "a record of length " + body);
        }
        return offset + Layout.RECORD_HEADER_BYTES + body;
    }

    private static int bodyBytesMin(byte kind) {
        return switch (kind) {
            case Layout.ENTRY -> Layout.ENTRY_BODY_BYTES;
            case Layout.REBASE -> 16;
            default -> 8;
        };
    }

    private static Promise promise(ByteBuffer buffer, int from, int to) {
        byte[] name = new byte[to - from - 8];
        buffer.get(from + 8, name);
        return new Promise(
                buffer.getLong(from),
                name.length == 0
                        ? Optional.empty()
                        : Optional.of(new NodeId(new String(name, StandardCharsets.US_ASCII))));
    }
}
