package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole numbers that sort as bytes: the highest byte first, never negative. */
final class BigEndian {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static long getLong(Bytes from, int at) {
        return (long) LONG.get(from.array(), from.arrayOffset() + at);
    }

    static int getInt(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    static void putLong(byte[] to, int at, long number) {
        LONG.set(to, at, number);
    }

    static void putInt(byte[] to, int at, int number) {
        INT.set(to, at, number);
    }
}
