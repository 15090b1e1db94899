package io.quorate.adapter.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.quorate.core.Bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Payloads between the core's bytes and protobuf's, sharing the array where there is one. */
public final class Payloads {

    private Payloads() {}

    /** For the wire. */
    public static ByteString toWire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array(), bytes.arrayOffset(), bytes.size());
    }

    /** From the wire. */
    public static Bytes fromWire(ByteString bytes) {
        if (bytes.isEmpty()) return Bytes.EMPTY;
        var whole = new WholeArray(bytes.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, whole);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does no I/O", e);
        }
        return whole.found == null ? Bytes.wrap(bytes.toByteArray()) : whole.found;
    }

    /** Is shown the arrays behind a byte string, and keeps the one that holds all of it. */
    private static final class WholeArray extends ByteOutput {

        private final int size;
        private Bytes found;

        WholeArray(int size) {
            this.size = size;
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            if (length == size) found = Bytes.wrap(value, offset, length);
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            write(value, offset, length);
        }

        @Override
        public void write(byte value) {}

        @Override
        public void write(ByteBuffer value) {}

        @Override
        public void writeLazy(ByteBuffer value) {}
    }
}
