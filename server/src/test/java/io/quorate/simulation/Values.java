package io.quorate.simulation;

import io.quorate.core.Bytes;

import java.nio.ByteBuffer;

/** What clients write: the number of the operation that wrote it, then some bytes. */
final class Values {

    private Values() {}

    /** The value that an operation writes, of so many bytes more than its number. */
    static Bytes of(long operation, int moreBytes) {
        var value = ByteBuffer.allocate(Long.BYTES + moreBytes).putLong(operation);
        while (value.hasRemaining()) value.put((byte) (operation + value.position()));
        return Bytes.wrap(value.array());
    }

    /** The value that an operation writes, which ends with another's bytes. */
    static Bytes appended(long operation, Bytes to) {
        var value = ByteBuffer.allocate(Long.BYTES + to.size()).putLong(operation);
        to.writeTo(value);
        return Bytes.wrap(value.array());
    }

    /** What an operation leaves in a counter. */
    static Bytes counted(long operation, long sum) {
        return Bytes.wrap(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(operation).putLong(sum).array());
    }

    /** What stands in a counter. */
    static long sum(Bytes counted) {
        int at = counted.arrayOffset() + Long.BYTES;
        return ByteBuffer.wrap(counted.array(), at, Long.BYTES).getLong();
    }

    /** The first key behind a key. */
    static Bytes behind(Bytes key) {
        var next = ByteBuffer.allocate(key.size() + 1);
        key.writeTo(next);
        return Bytes.wrap(next.array());
    }

    /** The operation that wrote a value. */
    static long operation(Bytes value) {
        return ByteBuffer.wrap(value.array(), value.arrayOffset(), Long.BYTES).getLong();
    }
}
