package io.quorate.core.state;

/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first. */
final class Varints {

    /** The longest form of a long, in bytes. */
    static final int BYTES_MAX = 10;

    private Varints() {}

    /** How many bytes a number takes. A negative one takes ten. */
    static int bytes(long number) {
        return (70 - Long.numberOfLeadingZeros(number | 1)) / 7;
    }

    /** Writes a number and returns where the next byte goes. */
    static int write(byte[] to, int at, long number) {
        int next = at;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            to[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[next++] = (byte) rest;
        return next;
    }
}
