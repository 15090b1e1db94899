package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A row as 128 bits: MurmurHash3_x64_128 (Austin Appleby, 2011, in the public domain) of {@code
 * length of the key (4), key, value}, seeded by the family. SMHasher has its test value. It mixes
 * two words of eight bytes at a time, which plain Java does at the speed of memory. For one thread.
 */
final class RowHash {

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long C1 = 0x87C37B91114253D5L;
    private static final long C2 = 0x4CF5AD432745937FL;
    private static final int BLOCK_BYTES = 2 * Long.BYTES;
    private static final int USUAL_BYTES = 1 << 10;

    private byte[] scratch = new byte[USUAL_BYTES];

    /** The hash of a row whose value comes in two parts; how it is parted makes no difference. */
    Digest of(Family family, Bytes key, Bytes first, Bytes second) {
        int length = Integer.BYTES + key.size() + first.size() + second.size();
        if (scratch.length < length + BLOCK_BYTES) scratch = new byte[length + length / 2];
        BigEndian.putInt(scratch, 0, key.size());
        copy(key, Integer.BYTES);
        copy(first, Integer.BYTES + key.size());
        copy(second, length - second.size());
        return murmur(length, family.ordinal());
    }

    private void copy(Bytes from, int at) {
        System.arraycopy(from.array(), from.arrayOffset(), scratch, at, from.size());
    }

    /** The function itself. */
    Digest of(Bytes input, int seed) {
        int length = input.size();
        if (scratch.length < length + BLOCK_BYTES) scratch = new byte[length + BLOCK_BYTES];
        copy(input, 0);
        return murmur(length, seed);
    }

    /** Zeros behind the end stand for the bytes that a last block lacks. */
    private Digest murmur(int length, int seed) {
        Arrays.fill(scratch, length, length + BLOCK_BYTES, (byte) 0);
        long h1 = Integer.toUnsignedLong(seed);
        long h2 = h1;
        int whole = length & -BLOCK_BYTES;
        int at = 0;
        for (; at < whole; at += BLOCK_BYTES) {
            h1 ^= mixFirst(word(at));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52DCE729;
            h2 ^= mixSecond(word(at + Long.BYTES));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495AB5;
        }
        h2 ^= mixSecond(word(at + Long.BYTES)) ^ length;
        h1 ^= mixFirst(word(at)) ^ length;
        h1 += h2;
        h2 += h1;
        h1 = avalanche(h1);
        h2 = avalanche(h2);
        h1 += h2;
        h2 += h1;
        return new Digest(h1, h2);
    }

    private long word(int at) {
        return (long) LITTLE_ENDIAN.get(scratch, at);
    }

    private static long mixFirst(long word) {
        return Long.rotateLeft(word * C1, 31) * C2;
    }

    private static long mixSecond(long word) {
        return Long.rotateLeft(word * C2, 33) * C1;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
