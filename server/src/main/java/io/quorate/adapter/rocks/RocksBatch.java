package io.quorate.adapter.rocks;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.StoreBatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A batch in the very form that RocksDB gives its own batches (db/write_batch.cc: {@code sequence,
 * count, records}), so that it goes into RocksDB by one call instead of one for each row.
 */
final class RocksBatch implements StoreBatch {

    private static final VarHandle COUNT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int COUNT_AT = Long.BYTES;
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
    private static final byte FAMILY_DELETION = 0x4;
    private static final byte FAMILY_VALUE = 0x5;
    private static final byte FAMILY_RANGE_DELETION = 0xE;

    /** Tag, family and two lengths. */
    private static final int RECORD_BYTES_MAX = 1 + 3 * 5;

    private static final int BYTES_AT_FIRST = 64 << 10;

    /** A buffer that grew beyond this is not kept. */
    private static final int BYTES_KEPT_MAX = 8 << 20;

    private final int[] familyIds;
    private byte[] buffer = new byte[BYTES_AT_FIRST];
    private int at = HEADER_BYTES;
    private int count;

    /** A batch for families of these ids, by {@link Family#ordinal}. */
    RocksBatch(int[] familyIds) {
        this.familyIds = familyIds;
    }

    @Override
    public void put(Family family, Bytes key, Bytes first, Bytes second, Bytes third) {
        int valueSize = first.size() + second.size() + third.size();
        makeRoom((long) RECORD_BYTES_MAX + key.size() + valueSize);
        begin(FAMILY_VALUE, family);
        writeSize(key.size());
        write(key);
        writeSize(valueSize);
        write(first);
        write(second);
        write(third);
    }

    @Override
    public void delete(Family family, Bytes key) {
        makeRoom((long) RECORD_BYTES_MAX + key.size());
        begin(FAMILY_DELETION, family);
        writeSize(key.size());
        write(key);
    }

    @Override
    public void deleteRange(Family family, Bytes from, Bytes to) {
        makeRoom((long) RECORD_BYTES_MAX + from.size() + to.size());
        begin(FAMILY_RANGE_DELETION, family);
        writeSize(from.size());
        write(from);
        writeSize(to.size());
        write(to);
    }

    @Override
    public void clear() {
        if (buffer.length > BYTES_KEPT_MAX) buffer = new byte[BYTES_AT_FIRST];
        at = HEADER_BYTES;
        count = 0;
    }

    /** The batch in RocksDB's form. */
    byte[] serialized() {
        byte[] whole = Arrays.copyOf(buffer, at);
        COUNT.set(whole, COUNT_AT, count);
        return whole;
    }

    private void begin(byte tag, Family family) {
        buffer[at++] = tag;
        writeSize(familyIds[family.ordinal()]);
        count++;
    }

    private void makeRoom(long more) {
        long needed = at + more;
        if (needed <= buffer.length) return;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a batch of " + needed + " bytes");
        }
        long grown = Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * buffer.length));
        buffer = Arrays.copyOf(buffer, (int) grown);
    }

    private void writeSize(int size) {
        int rest = size;
        while (rest >= 0x80) {
            buffer[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at++] = (byte) rest;
    }

    private void write(Bytes bytes) {
        System.arraycopy(bytes.array(), bytes.arrayOffset(), buffer, at, bytes.size());
        at += bytes.size();
    }
}
