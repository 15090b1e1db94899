package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

/**
 * Reads an encoded row or command from front to back. What ends too early or is not in its one
 * canonical form was not written by this system, and is an {@link InvariantViolation}.
 */
final class RowReader {

    private final Bytes row;
    private final String what;
    private int at;

    RowReader(Bytes row, String what) {
        this.row = row;
        this.what = what;
    }

    /** The next byte, 0 to 255. */
    int unsignedByte() {
        demand(1);
        return row.at(at++) & 0xFF;
    }

    /** The next number of {@link Varints}, which is never negative in rows. */
    long varint() {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = unsignedByte();
            number |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) throw broken("has a number with empty bytes");
                return number;
            }
        }
        throw broken("has a number over 63 bits");
    }

    /** The next number, which fits an int. */
    int intVarint() {
        long number = varint();
        if (number > Integer.MAX_VALUE) throw broken("has a number over 31 bits: " + number);
        return (int) number;
    }

    /** The next eight bytes as a number, the highest byte first. */
    long fixedLong() {
        demand(Long.BYTES);
        long number = BigEndian.getLong(row, at);
        at += Long.BYTES;
        return number;
    }

    /** The next bytes, sharing the row's array. */
    Bytes take(int count) {
        demand(count);
        at += count;
        return row.slice(at - count, at);
    }

    /** The next bytes with their length before them, sharing the row's array. */
    Bytes sized() {
        return take(intVarint());
    }

    /** All bytes that are left, sharing the row's array. */
    Bytes rest() {
        return take(row.size() - at);
    }

    /** Demands that nothing is left. */
    void end() {
        if (at != row.size()) throw broken("has " + (row.size() - at) + " bytes too many");
    }

    InvariantViolation broken(String how) {
        return new InvariantViolation(what + " " + how + ", at byte " + at + " of " + row);
    }

    private void demand(int count) {
        if (count > row.size() - at) throw broken("ends " + count + " bytes too early");
    }
}
