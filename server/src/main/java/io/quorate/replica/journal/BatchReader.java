package io.quorate.replica.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Reads batches of one journal through a window over a segment, and believes none whose checksum is
 * wrong. Offsets are those of the segment; the records of the batch that was loaded are read from
 * {@link #window} at {@link #at}.
 */
final class BatchReader {

    /** How much is read at once, at least: small batches cost one read together. */
    private static final int WINDOW_BYTES = 128 << 10;

    private final long identity;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer window = allocate(0);

    private Segment segment;
    private int windowAt;

    private int loadedAt = -1;
    private int length;
    private long sequence;
    private int previousCrc;
    private int sum;
    private long round;

    BatchReader(long identity) {
        this.identity = identity;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Turns to a segment; what was read of it before may be out of date and is dropped. */
    void open(Segment of) {
        segment = of;
        window.limit(0);
        loadedAt = -1;
    }

    /** Whether a whole, sound batch of this journal begins at an offset; if so it is loaded. */
    boolean load(int offset) throws IOException {
        if (loadedAt == offset) return true;
        loadedAt = -1;
        if (offset > segment.bytes - Layout.BATCH_HEADER_BYTES) return false;
        show(offset, Layout.BATCH_HEADER_BYTES);
        int header = at(offset);
        int bytes = window.getInt(header + Layout.BATCH_LENGTH);
        if (window.getInt(header) != Layout.BATCH_MAGIC) return false;
        if (window.getLong(header + Layout.BATCH_IDENTITY) != identity) return false;
        if (bytes < 0 || bytes > segment.bytes - Layout.BATCH_HEADER_BYTES - offset) return false;
        int whole = Layout.BATCH_HEADER_BYTES + bytes;
        if (Layout.batchBytes(whole) > segment.bytes - offset) return false;
        show(offset, Layout.batchBytes(whole));
        header = at(offset);
        int claimed = window.getInt(header + Layout.BATCH_CRC);
        if (BatchEncoder.crc(crc, window, header, header + whole) != claimed) return false;
        sequence = window.getLong(header + Layout.BATCH_SEQUENCE);
        if (window.getLong(header + Layout.align(whole)) != identity + sequence) return false;
        loadedAt = offset;
        length = bytes;
        previousCrc = window.getInt(header + Layout.BATCH_PREVIOUS_CRC);
        round = window.getLong(header + Layout.BATCH_ROUND);
        sum = claimed;
        return true;
    }

    /** Brings a stretch of the segment into the window; it must lie within the segment. */
    void show(int offset, int bytes) throws IOException {
        if (offset >= windowAt && offset + bytes <= windowAt + window.limit()) return;
        int wanted = Math.min(Math.max(bytes, WINDOW_BYTES), segment.bytes - offset);
        if (window.capacity() < wanted) window = allocate(wanted);
        window.clear().limit(wanted);
        int read = segment.file.read(offset, window);
        window.position(0).limit(wanted);
        windowAt = offset;
        if (read < wanted) {
            window.limit(0);
            throw new IOException(
                    "journal file " + segment.name + " ends before " + (offset + wanted));
        }
    }

    /** What is shown. */
    ByteBuffer window() {
        return window;
    }

    /** Where an offset of the segment stands in the window. */
    int at(int offset) {
        return offset - windowAt;
    }

    Segment segment() {
        return segment;
    }

    /** Where the loaded batch's records begin. */
    int recordsFrom() {
        return loadedAt + Layout.BATCH_HEADER_BYTES;
    }

    /** Where they end. */
    int recordsTo() {
        return recordsFrom() + length;
    }

    /** Where the next batch begins. */
    int next() {
        return Layout.align(recordsTo()) + Layout.BATCH_TRAILER_BYTES;
    }

    long sequence() {
        return sequence;
    }

    int previousCrc() {
        return previousCrc;
    }

    int crc() {
        return sum;
    }

    /** The highest round that was promised in this batch or before. */
    long round() {
        return round;
    }
}
