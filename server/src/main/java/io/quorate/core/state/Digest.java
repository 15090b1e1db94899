package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.HexFormat;

/**
 * What the live state of a replica comes to in 128 bits: a sum of hashes, one for each row, so it
 * says nothing of the order in which the rows came to be, and a change costs the rows that it
 * touches (Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", 1997, AdHash).
 * Replicas that have applied the same entries have the same; two that differ hold other states.
 *
 * <p>It finds accidents and bugs. It is no proof against somebody who chooses rows to deceive it.
 */
public record Digest(long high, long low) {

    /** How many bytes it takes. */
    public static final int BYTES = 2 * Long.BYTES;

    /** Of no rows. */
    public static final Digest NOTHING = new Digest(0, 0);

    /** The sum of both, as numbers of 128 bits. */
    Digest plus(Digest other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Digest(high + other.high + carry, sum);
    }

    /** What is to be added to the other to come to this. */
    Digest minus(Digest other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new Digest(high - other.high - borrow, low - other.low);
    }

    /** The bytes, the highest first. */
    public Bytes encode() {
        byte[] to = new byte[BYTES];
        BigEndian.putLong(to, 0, high);
        BigEndian.putLong(to, Long.BYTES, low);
        return Bytes.wrap(to);
    }

    /** The digest of these bytes. */
    public static Digest decode(Bytes bytes) {
        RowReader reader = new RowReader(bytes, "a digest");
        Digest digest = new Digest(reader.fixedLong(), reader.fixedLong());
        reader.end();
        return digest;
    }

    /** In hexadecimal, 32 digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
