package io.quorate.replica.journal;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Promise;

import java.util.Locale;
import java.util.Optional;

/**
 * The bytes of the journal. All numbers are little-endian; {@code docs/storage.md} has the tables.
 *
 * <p>A segment is a header and then batches, each at a multiple of eight bytes, then zeros. A batch
 * is what one force made durable: a header, records, zeros up to a multiple of eight bytes, and a
 * trailer. The checksum is the batch's, not the record's, because the batch is what a power cut
 * leaves whole or not, and what is read back whole.
 */
final class Layout {

    /** The format that this program writes, and the last that it reads. */
    static final int VERSION = 2;

    /** "QUORATEJ" as it stands in the file. */
    static final long SEGMENT_MAGIC = 0x4A455441524F5551L;

    /** Bytes of a segment's header: magic, version, checksum, identity, number, bytes, zeros. */
    static final int SEGMENT_HEADER_BYTES = 64;

    static final int SEGMENT_VERSION = 8;
    static final int SEGMENT_CRC = 12;
    static final int SEGMENT_IDENTITY = 16;
    static final int SEGMENT_NUMBER = 24;
    static final int SEGMENT_BYTES = 32;

    /** "QJB1" as it stands in the file. */
    static final int BATCH_MAGIC = 0x31424A51;

    /** Bytes of a batch's header. */
    static final int BATCH_HEADER_BYTES = 40;

    /**
     * Bytes of the word at a batch's aligned end: identity plus sequence. If the header of a batch
     * is lost, it tells still which batch it was.
     */
    static final int BATCH_TRAILER_BYTES = 8;

    /** What a batch takes beside its records, at most. */
    static final int BATCH_OVERHEAD_BYTES = BATCH_HEADER_BYTES + 7 + BATCH_TRAILER_BYTES;

    static final int BATCH_LENGTH = 4;
    static final int BATCH_SEQUENCE = 8;
    static final int BATCH_IDENTITY = 16;
    static final int BATCH_PREVIOUS_CRC = 24;
    static final int BATCH_CRC = 28;

    /**
     * Where the highest round stands that any group has promised, in this batch or before: whatever
     * is lost before a batch, it tells still in which rounds the node may have given its word.
     */
    static final int BATCH_ROUND = 32;

    /** "QJEN" as it stands in the file: this segment is full, and the next one is durable. */
    static final int CLOSED_MAGIC = 0x4E454A51;

    /** Bytes of the mark behind the last batch of a full segment. */
    static final int CLOSED_BYTES = 24;

    static final int CLOSED_CRC = 4;
    static final int CLOSED_NEXT = 8;
    static final int CLOSED_IDENTITY = 16;

    /** Bytes of a record's header: length of the body, kind, entry kind, zeros, group. */
    static final int RECORD_HEADER_BYTES = 12;

    static final int RECORD_KIND = 4;
    static final int RECORD_ENTRY_KIND = 5;
    static final int RECORD_GROUP = 8;

    /** Body: round (8), then the node's name, which is empty if there is none. */
    static final byte PROMISE = 1;

    /** Body: index (8), term (8), payload. */
    static final byte ENTRY = 2;

    /** Body: the first index that goes (8). */
    static final byte TRUNCATE_SUFFIX = 3;

    /** Body: the last index that may be forgotten (8). */
    static final byte COMPACTION_POINT = 4;

    /** Body: the number of the oldest segment that is still needed (8). Its group is 0. */
    static final byte OLDEST_SEGMENT = 5;

    /** Body: index (8) and term (8) of the entry behind which the group's log begins anew. */
    static final byte REBASE = 6;

    /**
     * Body: the sequence of a batch (8) and a round (8). What came between that batch and this
     * record is lost or is not to be relied on: the logs go on from where they stood behind the
     * batch, and nothing that was promised in between is above the round. Its group is 0, and it
     * stands in a segment's first batch, so that it and what it takes back are not separated.
     */
    static final byte RESUMED = 7;

    /** No body: what the group lost it does not need any more. */
    static final byte MENDED = 8;

    /** Bytes of an entry's body before its payload. */
    static final int ENTRY_BODY_BYTES = 16;

    private static final String SEGMENT_PREFIX = "segment-";
    private static final String SEGMENT_SUFFIX = ".journal";
    private static final String LEFTOVER_SUFFIX = ".tmp";

    private Layout() {}

    static String segmentName(long number) {
        return String.format(Locale.ROOT, "%s%016d%s", SEGMENT_PREFIX, number, SEGMENT_SUFFIX);
    }

    /** The number of the segment that a file of this name is, if it is one. */
    static Optional<Long> segmentNumber(String name) {
        int digits = name.length() - SEGMENT_PREFIX.length() - SEGMENT_SUFFIX.length();
        if (digits != 16) return Optional.empty();
        if (!name.startsWith(SEGMENT_PREFIX) || !name.endsWith(SEGMENT_SUFFIX)) {
            return Optional.empty();
        }
        String number = name.substring(SEGMENT_PREFIX.length(), SEGMENT_PREFIX.length() + digits);
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        return Optional.of(Long.parseLong(number));
    }

    /** The name of a segment while it is being prepared. */
    static String leftoverName(String what) {
        return what + LEFTOVER_SUFFIX;
    }

    /** Whether a file of this name was being prepared when its process ended. */
    static boolean isLeftover(String name) {
        return name.endsWith(LEFTOVER_SUFFIX);
    }

    /** What a batch with so many bytes of header and records takes in a segment. */
    static int batchBytes(int bytes) {
        return align(bytes) + BATCH_TRAILER_BYTES;
    }

    static int align(int bytes) {
        return (bytes + 7) & ~7;
    }

    static int entryBytes(Entry entry) {
        return RECORD_HEADER_BYTES + ENTRY_BODY_BYTES + entry.payload().size();
    }

    static int promiseBytes(Promise promise) {
        return RECORD_HEADER_BYTES + 8 + promise.node().map(n -> n.name().length()).orElse(0);
    }

    /** Bytes of a record whose body is one number. */
    static int numberBytes() {
        return RECORD_HEADER_BYTES + 8;
    }

    /** Bytes of a record whose body is the id of an entry. */
    static int idBytes() {
        return RECORD_HEADER_BYTES + 16;
    }

    static long recordsBytes(Durable durable) {
        return switch (durable) {
            case Durable.Rebased rebased -> idBytes();
            case Durable.Promised promised -> promiseBytes(promised.promise());
            case Durable.Truncated truncated -> numberBytes();
            case Durable.Mended mended -> RECORD_HEADER_BYTES;
            case Durable.Written written -> {
                long bytes = 0;
                for (Entry entry : written.entries()) bytes += entryBytes(entry);
                yield bytes;
            }
        };
    }

    static byte code(Entry.Kind kind) {
        return switch (kind) {
            case NO_OP -> 1;
            case COMMAND -> 2;
            case MEMBERSHIP -> 3;
        };
    }

    static Optional<Entry.Kind> entryKind(byte code) {
        return switch (code) {
            case 1 -> Optional.of(Entry.Kind.NO_OP);
            case 2 -> Optional.of(Entry.Kind.COMMAND);
            case 3 -> Optional.of(Entry.Kind.MEMBERSHIP);
            default -> Optional.empty();
        };
    }
}
