package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Arrays;

/** Writes an encoded row or command from front to back; {@link RowReader} reads it. */
final class RowWriter {

    private byte[] to;
    private int at;

    RowWriter(int expectedBytes) {
        this.to = new byte[expectedBytes];
    }

    RowWriter unsignedByte(int value) {
        reserve(1);
        to[at++] = (byte) value;
        return this;
    }

    /** A number of {@link Varints}, which is not negative. */
    RowWriter varint(long number) {
        reserve(Varints.BYTES_MAX);
        at = Varints.write(to, at, number);
        return this;
    }

    /** Bytes with their length before them. */
    RowWriter sized(Bytes bytes) {
        return varint(bytes.size()).raw(bytes);
    }

    /** Bytes alone. */
    RowWriter raw(Bytes bytes) {
        reserve(bytes.size());
        System.arraycopy(bytes.array(), bytes.arrayOffset(), to, at, bytes.size());
        at += bytes.size();
        return this;
    }

    /** What was written. */
    Bytes done() {
        return Bytes.wrap(to, 0, at);
    }

    private void reserve(int bytes) {
        if (to.length - at < bytes) to = Arrays.copyOf(to, Math.max(at + bytes, 2 * to.length));
    }
}
