package io.quorate.replica.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The mark behind a full segment's last batch: the next segment is durable. Without it a lost last
 * segment would look like a journal that ends here.
 */
final class ClosedMark {

    private ClosedMark() {}

    static ByteBuffer encode(long identity, long next) {
        ByteBuffer buffer = ByteBuffer.allocate(Layout.CLOSED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(0, Layout.CLOSED_MAGIC);
        buffer.putLong(Layout.CLOSED_NEXT, next);
        buffer.putLong(Layout.CLOSED_IDENTITY, identity);
        return buffer.putInt(Layout.CLOSED_CRC, crc(buffer, 0));
    }

    /** Whether the mark of this journal stands in the buffer at a position, whole. */
    static boolean stands(ByteBuffer buffer, int at, long identity) {
        return buffer.limit() - at >= Layout.CLOSED_BYTES
                && buffer.getInt(at) == Layout.CLOSED_MAGIC
                && buffer.getLong(at + Layout.CLOSED_IDENTITY) == identity
                && buffer.getInt(at + Layout.CLOSED_CRC) == crc(buffer, at);
    }

    private static int crc(ByteBuffer buffer, int at) {
        var crc = new CRC32C();
        ByteBuffer view = buffer.duplicate();
        crc.update(view.limit(at + Layout.CLOSED_CRC).position(at));
        crc.update(view.limit(at + Layout.CLOSED_BYTES).position(at + Layout.CLOSED_NEXT));
        return (int) crc.getValue();
    }
}
