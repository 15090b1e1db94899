package io.quorate.replica.journal;

import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.Promise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The index of all groups, made from batches as they stand on the disk. A batch that was just
 * written and one that is replayed go the same way, so that a restart finds what was there before.
 *
 * <p>Where batches were lost the logs break off: whatever is found behind the hole may build on
 * what was in it, so the logs stay as they stood before it, as after a crash there. Of what follows
 * only the promises are taken, until a record says that the logs went on from that very place.
 */
final class Groups {

    private final TreeMap<GroupId, GroupLog> logs = new TreeMap<>();
    private long oldestSegment;
    private long highestRound;

    /** The last batch before the hole behind which the logs broke off. */
    private Optional<Long> brokenBehind = Optional.empty();

    /** What a group may have lost that was not heard of yet. */
    private Optional<Hole> hole = Optional.empty();

    /** The number of the oldest segment that was said to be needed. */
    long oldestSegment() {
        return oldestSegment;
    }

    /** The highest round that any group has promised. */
    long highestRound() {
        return highestRound;
    }

    /** The sequence of the batch behind which the logs broke off, if they did not go on since. */
    Optional<Long> brokenBehind() {
        return brokenBehind;
    }

    /** Whether no group lacks anything that it may have acknowledged. */
    boolean isWhole() {
        if (brokenBehind.isPresent()) return false;
        return logs.values().stream().allMatch(log -> log.hole().isEmpty());
    }

    /** What is known of a group, which is nothing at first. */
    GroupLog of(GroupId group) {
        return logs.computeIfAbsent(group, absent -> new GroupLog(hole));
    }

    Map<GroupId, GroupLog> all() {
        return logs;
    }

    /** Batches behind this one are lost. */
    void breakOff(long sequence) {
        if (brokenBehind.isPresent()) return;
        brokenBehind = Optional.of(sequence);
        for (GroupLog log : logs.values()) log.breakOff();
    }

    private void resume(long behindSequence, long round) {
        boolean isThere = brokenBehind.isPresent() && brokenBehind.get() == behindSequence;
        if (!isThere) return;
        brokenBehind = Optional.empty();
        var lost = new Hole(round);
        hole = Optional.of(lost);
        for (GroupLog log : logs.values()) log.resumed(lost);
    }

    /** No group has promised more than this round so far. */
    void promisedUpTo(long round) {
        highestRound = Math.max(highestRound, round);
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
            } else if (kind == Layout.RESUMED) {
                resume(buffer.getLong(body), buffer.getLong(body + 8));
            } else if (number <= 0) {
                throw JournalDamaged.at(segment.name, offset, "a record of group " + number);
            } else {
                if (group == null || group.value() != number) {
                    group = new GroupId(number);
                    log = of(group);
                }
                if (kind == Layout.PROMISE) {
                    log.promised(promise(buffer, body, end + shift));
                } else if (brokenBehind.isEmpty()) {
                    switch (kind) {
                        case Layout.ENTRY ->
                                log.entry(segment, batchAt, offset, end, buffer.getLong(body));
                        case Layout.TRUNCATE_SUFFIX -> log.truncateSuffix(buffer.getLong(body));
                        case Layout.REBASE -> log.rebase(buffer.getLong(body));
                        case Layout.COMPACTION_POINT -> log.release(buffer.getLong(body));
                        case Layout.MENDED -> log.mended();
                        default ->
                                throw JournalDamaged.at(
                                        segment.name, offset, "a record of unknown kind " + kind);
                    }
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
            case Layout.REBASE, Layout.RESUMED -> 16;
            case Layout.MENDED -> 0;
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
