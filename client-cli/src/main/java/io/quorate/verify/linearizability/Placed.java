package io.quorate.verify.linearizability;

/**
 * Which of a number of operations have been placed. Those that are placed lie close together, since
 * operations are placed about in their order, so what is compared and kept is short: a count of
 * full words, then the words up to the last that holds anything.
 */
final class Placed {

    private final long[] bits;
    private int full;
    private int used;

    Placed(int count) {
        bits = new long[(count + 63) / 64];
    }

    boolean contains(int i) {
        return (bits[i >> 6] & (1L << i)) != 0;
    }

    void add(int i) {
        bits[i >> 6] |= 1L << i;
        used = Math.max(used, (i >> 6) + 1);
        while (full < bits.length && bits[full] == -1L) full++;
    }

    void remove(int i) {
        bits[i >> 6] &= ~(1L << i);
        full = Math.min(full, i >> 6);
        while (used > 0 && bits[used - 1] == 0) used--;
    }

    /** The same for equal sets only; the first word tells how many follow. */
    long[] words() {
        int length = Math.max(0, used - full);
        long[] words = new long[length + 1];
        words[0] = (long) length << Integer.SIZE | full;
        System.arraycopy(bits, full, words, 1, length);
        return words;
    }
}
