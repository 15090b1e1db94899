package io.quorate.replica.journal;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes records into one buffer that is used for every batch, and seals it with a header. */
final class BatchEncoder {

    private static final int FIRST_BYTES = 64 << 10;

    /** What may come behind the last record: zeros and the trailer. */
    private static final int TAIL_BYTES = 7 + Layout.BATCH_TRAILER_BYTES;

    private final int bytesMax;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer;
    private long highestRound;

    /**
     * @param bytesMax of a batch, header included
     */
    BatchEncoder(int bytesMax) {
        this.bytesMax = bytesMax;
        this.buffer = allocate(Math.min(bytesMax, FIRST_BYTES));
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Begins a batch; what the buffer held is gone. */
    void begin() {
        buffer.clear().position(Layout.BATCH_HEADER_BYTES);
        highestRound = 0;
    }

    boolean isEmpty() {
        return buffer.position() == Layout.BATCH_HEADER_BYTES;
    }

    /** Whether a record of so many bytes has its place in this batch. */
    boolean fits(int recordBytes) {
        return recordBytes <= bytesMax - TAIL_BYTES - buffer.position();
    }

    /** What the batch takes in a segment so far, padding included. */
    int bytes() {
        return Layout.batchBytes(buffer.position());
    }

    /** Where the records end, from the beginning of the batch. */
    int recordsEnd() {
        return buffer.position();
    }

    void record(GroupId group, Durable record) {
        switch (record) {
            case Durable.Promised promised -> promise(group, promised.promise());
            case Durable.Truncated truncated -> truncateSuffix(group, truncated.from());
            case Durable.Rebased rebased -> rebase(group, rebased.base());
            case Durable.Mended mended -> header(group.value(), Layout.MENDED, (byte) 0, 0);
            case Durable.Written written -> {
                for (Entry entry : written.entries()) entry(group, entry);
            }
        }
    }

    void entry(GroupId group, Entry entry) {
        int body = Layout.ENTRY_BODY_BYTES + entry.payload().size();
        header(group.value(), Layout.ENTRY, Layout.code(entry.kind()), body);
        buffer.putLong(entry.index()).putLong(entry.term());
        entry.payload().writeTo(buffer);
    }

    void promise(GroupId group, Promise promise) {
        highestRound = Math.max(highestRound, promise.round());
        String name = promise.node().map(node -> node.name()).orElse("");
        header(group.value(), Layout.PROMISE, (byte) 0, 8 + name.length());
        buffer.putLong(promise.round()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    private void truncateSuffix(GroupId group, long from) {
        header(group.value(), Layout.TRUNCATE_SUFFIX, (byte) 0, 8);
        buffer.putLong(from);
    }

    void compactionPoint(GroupId group, long index) {
        header(group.value(), Layout.COMPACTION_POINT, (byte) 0, 8);
        buffer.putLong(index);
    }

    private void rebase(GroupId group, LogId base) {
        header(group.value(), Layout.REBASE, (byte) 0, 16);
        buffer.putLong(base.index()).putLong(base.term());
    }

    void oldestSegment(long number) {
        header(0, Layout.OLDEST_SEGMENT, (byte) 0, 8);
        buffer.putLong(number);
    }

    /** The logs go on from where they stood behind a batch. */
    void resumed(long behindSequence, long round) {
        header(0, Layout.RESUMED, (byte) 0, 16);
        buffer.putLong(behindSequence).putLong(round);
    }

    private void header(int group, byte kind, byte entryKind, int body) {
        reserve(Layout.RECORD_HEADER_BYTES + body);
        buffer.putInt(body).put(kind).put(entryKind).putShort((short) 0).putInt(group);
    }

    private void reserve(int bytes) {
        if (buffer.remaining() >= bytes + TAIL_BYTES) return;
        int wanted =
                Math.max(
                        buffer.position() + bytes + TAIL_BYTES,
                        Math.min(2 * buffer.capacity(), bytesMax));
        ByteBuffer larger = allocate(wanted);
        larger.put(buffer.flip());
        buffer = larger;
    }

    /**
     * Where the sealed batch can be read: the header, then the records.
     *
     * @param crc the checksum that the next one names
     * @param round the highest that was promised in it or before
     */
    record Sealed(ByteBuffer bytes, int crc, long round) {}

    /**
     * Ends the batch: its bytes are ready to be written.
     *
     * @param roundBefore the highest round that was promised before it
     */
    Sealed seal(long sequence, long identity, int previousCrc, long roundBefore) {
        int end = buffer.position();
        buffer.putInt(0, Layout.BATCH_MAGIC);
        buffer.putInt(Layout.BATCH_LENGTH, end - Layout.BATCH_HEADER_BYTES);
        buffer.putLong(Layout.BATCH_SEQUENCE, sequence);
        buffer.putLong(Layout.BATCH_IDENTITY, identity);
        buffer.putInt(Layout.BATCH_PREVIOUS_CRC, previousCrc);
        long round = Math.max(roundBefore, highestRound);
        buffer.putLong(Layout.BATCH_ROUND, round);
        int sum = crc(crc, buffer, 0, end);
        buffer.putInt(Layout.BATCH_CRC, sum);
        while (buffer.position() < Layout.align(end)) buffer.put((byte) 0);
        buffer.putLong(identity + sequence);
        buffer.flip();
        return new Sealed(buffer, sum, round);
    }

    /** The checksum of a batch that stands in a buffer from one position to another. */
    static int crc(CRC32C crc, ByteBuffer buffer, int from, int to) {
        ByteBuffer view = buffer.duplicate();
        crc.reset();
        crc.update(view.limit(from + Layout.BATCH_CRC).position(from));
        crc.update(view.limit(to).position(from + Layout.BATCH_CRC + 4));
        return (int) crc.getValue();
    }
}
