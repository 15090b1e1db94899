package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Arrays;
import java.util.Optional;

/**
 * Rows of LATEST that were written or read lately, so that a write need not read what it
 * supersedes. Written through: what it holds is what the store holds.
 *
 * <p>All rows lie in one ring of bytes, which no collector has to walk: {@code key hash, room, key
 * length, row length, key, row}, eight bytes aligned. A row that fits the room of the one before it
 * takes its place; another goes to the ring's head and pushes out what lies there. A table of
 * buckets of eight finds them by hash; a ninth in a bucket pushes one of the eight out, so that
 * keys chosen to collide cost hits and never time.
 */
final class LatestCache {

    private static final int HASH = 0;
    private static final int ROOM = 4;
    private static final int KEY_LENGTH = 8;
    private static final int ROW_LENGTH = 12;
    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;

    /** One slot for so many bytes of the ring. */
    private static final int BYTES_PER_SLOT = 128;

    private static final int BUCKET = 8;
    private static final long FREE = 0;

    /** A row larger than this part of the ring would push out too much and is not kept. */
    private static final int PARTS = 16;

    private final byte[] ring;
    private final long[] slots;
    private final int bucketMask;

    /** Where the next row goes; the oldest rows lie behind it, up to the ring's end or a gap. */
    private int head;

    /** Where the first row that is not overwritten yet begins, at or behind the head. */
    private int tail;

    /** Where the rows behind the head end. */
    private int end;

    /**
     * A cache that takes about this many bytes.
     *
     * @param bytes of rows; the table comes to a sixteenth to an eighth of it in addition
     */
    LatestCache(int bytes) {
        int aligned = Math.max(bytes, BYTES_PER_SLOT * BUCKET) & -ALIGNMENT;
        this.ring = new byte[aligned];
        this.slots = new long[Integer.highestOneBit(aligned / BYTES_PER_SLOT)];
        this.bucketMask = slots.length / BUCKET - 1;
        this.tail = 0;
        this.end = 0;
    }

    /** The row of a key. It shares the ring's array: copy what outlives the next call. */
    Optional<Bytes> get(Bytes key) {
        int slot = find(key, hash(key));
        if (slot < 0) return Optional.empty();
        int at = place(slots[slot]);
        int from = at + HEADER_BYTES + intAt(at + KEY_LENGTH);
        return Optional.of(Bytes.wrap(ring, from, intAt(at + ROW_LENGTH)));
    }

    /** Keeps the row of a key, which comes in two parts. */
    void put(Bytes key, Bytes rowHead, Bytes rowTail) {
        int hash = hash(key);
        int slot = find(key, hash);
        long needed = (long) HEADER_BYTES + key.size() + rowHead.size() + rowTail.size();
        if (slot >= 0) {
            int at = place(slots[slot]);
            if (needed <= intAt(at + ROOM)) {
                writeRow(at, key.size(), rowHead, rowTail);
                return;
            }
            slots[slot] = FREE;
        }
        if (needed > ring.length / PARTS) return;
        int room = ((int) needed + ALIGNMENT - 1) & -ALIGNMENT;
        int at = makeRoom(room);
        writeInt(at + HASH, hash);
        writeInt(at + ROOM, room);
        writeInt(at + KEY_LENGTH, key.size());
        copy(key, at + HEADER_BYTES);
        writeRow(at, key.size(), rowHead, rowTail);
        slots[slotFor(hash)] = entry(hash, at);
    }

    /** Forgets the row of a key. */
    void remove(Bytes key) {
        int slot = find(key, hash(key));
        if (slot >= 0) slots[slot] = FREE;
    }

    /** How many rows it holds. Counts them: for tests. */
    int size() {
        return (int) Arrays.stream(slots).filter(slot -> slot != FREE).count();
    }

    private void writeRow(int at, int keySize, Bytes rowHead, Bytes rowTail) {
        writeInt(at + ROW_LENGTH, rowHead.size() + rowTail.size());
        int from = at + HEADER_BYTES + keySize;
        copy(rowHead, from);
        copy(rowTail, from + rowHead.size());
    }

    /** Pushes out what lies at the head until so many bytes are free there, and takes them. */
    private int makeRoom(int room) {
        if (head + room > ring.length) {
            while (tail < end) pushOut();
            end = head;
            head = 0;
            tail = 0;
        }
        while (tail < end && tail < head + room) pushOut();
        int at = head;
        head += room;
        if (tail < head) tail = head;
        if (end < head) end = head;
        return at;
    }

    private void pushOut() {
        long entry = entry(intAt(tail + HASH), tail);
        int bucket = bucket(intAt(tail + HASH));
        for (int slot = bucket; slot < bucket + BUCKET; slot++) {
            if (slots[slot] == entry) slots[slot] = FREE;
        }
        tail += intAt(tail + ROOM);
    }

    /** A free slot for a hash; if its bucket has none, the hash chooses which one is freed. */
    private int slotFor(int hash) {
        int bucket = bucket(hash);
        for (int slot = bucket; slot < bucket + BUCKET; slot++) {
            if (slots[slot] == FREE) return slot;
        }
        return bucket + (hash & (BUCKET - 1));
    }

    private int find(Bytes key, int hash) {
        int bucket = bucket(hash);
        for (int slot = bucket; slot < bucket + BUCKET; slot++) {
            long entry = slots[slot];
            if (entry != FREE && (int) (entry >>> 32) == hash && holds(place(entry), key)) {
                return slot;
            }
        }
        return -1;
    }

    private boolean holds(int at, Bytes key) {
        int size = key.size();
        int from = at + HEADER_BYTES;
        return intAt(at + KEY_LENGTH) == size
                && Arrays.equals(
                        ring,
                        from,
                        from + size,
                        key.array(),
                        key.arrayOffset(),
                        key.arrayOffset() + size);
    }

    private int bucket(int hash) {
        return ((hash >>> 3) & bucketMask) * BUCKET;
    }

    /** A slot's content: the hash above, and below the place plus one, so that it is never free. */
    private static long entry(int hash, int at) {
        return ((long) hash << 32) | (at + 1);
    }

    private static int place(long entry) {
        return (int) entry - 1;
    }

    private static int hash(Bytes key) {
        int h = key.hashCode() * 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    private int intAt(int at) {
        return BigEndian.getInt(ring, at);
    }

    private void writeInt(int at, int number) {
        BigEndian.putInt(ring, at, number);
    }

    private void copy(Bytes from, int at) {
        System.arraycopy(from.array(), from.arrayOffset(), ring, at, from.size());
    }
}
