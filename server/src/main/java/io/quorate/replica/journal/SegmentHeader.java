package io.quorate.replica.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What a segment says of itself.
 *
 * @param identity of the journal that it belongs to
 * @param number its place among the segments
 * @param bytes of the whole file
 */
record SegmentHeader(long identity, long number, int bytes) {

    ByteBuffer encode() {
        ByteBuffer buffer = buffer();
        buffer.putLong(0, Layout.SEGMENT_MAGIC);
        buffer.putInt(Layout.SEGMENT_VERSION, Layout.VERSION);
        buffer.putLong(Layout.SEGMENT_IDENTITY, identity);
        buffer.putLong(Layout.SEGMENT_NUMBER, number);
        buffer.putInt(Layout.SEGMENT_BYTES, bytes);
        buffer.putInt(Layout.SEGMENT_CRC, crc(buffer));
        return buffer;
    }

    /** Reads and checks the header of the file that has this name and is this segment by it. */
    static SegmentHeader read(DiskFile file, String name, long number)
            throws IOException, JournalDamaged, JournalNewer {
        ByteBuffer buffer = buffer();
        int read = file.read(0, buffer);
        buffer.clear();
        if (read < Layout.SEGMENT_HEADER_BYTES) {
            throw JournalDamaged.at(name, 0, "the file has only " + read + " bytes");
        }
        if (buffer.getLong(0) != Layout.SEGMENT_MAGIC) {
            throw JournalDamaged.at(name, 0, "this is not a journal segment, its magic is wrong");
        }
        if (buffer.getInt(Layout.SEGMENT_CRC) != crc(buffer)) {
            throw JournalDamaged.at(name, 0, "the segment's header does not match its checksum");
        }
        int version = buffer.getInt(Layout.SEGMENT_VERSION);
        if (version > Layout.VERSION) throw new JournalNewer(name, version, Layout.VERSION);
        var header =
                new SegmentHeader(
                        buffer.getLong(Layout.SEGMENT_IDENTITY),
                        buffer.getLong(Layout.SEGMENT_NUMBER),
                        buffer.getInt(Layout.SEGMENT_BYTES));
        if (version < 1) throw JournalDamaged.at(name, 8, "format version " + version);
        if (header.number != number) {
            throw JournalDamaged.at(name, 0, "the file holds segment " + header.number);
        }
        if (header.bytes != file.size()) {
            throw JournalDamaged.at(
                    name,
                    file.size(),
                    "the file has " + file.size() + " bytes and had " + header.bytes);
        }
        return header;
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(Layout.SEGMENT_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(ByteBuffer buffer) {
        var crc = new CRC32C();
        crc.update(buffer.duplicate().limit(Layout.SEGMENT_CRC));
        crc.update(buffer.duplicate().position(Layout.SEGMENT_CRC + 4));
        return (int) crc.getValue();
    }
}
