package io.quorate.simulation;

/**
 * For each (term, index) that any node ever held: the hash of the log up to there. Entries that
 * agree in both agree in all before them, or Log Matching is broken. Open addressing, since every
 * entry of a run comes by here many times.
 */
final class ChainMap {

    private static final long FREE = 0;

    private long[] keys = new long[1 << 12];
    private long[] chains = new long[1 << 12];
    private int size;

    /** The chain under a term and an index; what is given becomes it if there is none. */
    long agreeOn(long term, long index, long chain) {
        if (2 * size >= keys.length) grow();
        long key = key(term, index);
        int slot = slot(keys, key);
        if (keys[slot] == FREE) {
            keys[slot] = key;
            chains[slot] = chain;
            size++;
        }
        return chains[slot];
    }

    /** The chain under a term and an index that was agreed on before. */
    long of(long term, long index) {
        int slot = slot(keys, key(term, index));
        if (keys[slot] == FREE) throw new AssertionError("nobody held " + term + "/" + index);
        return chains[slot];
    }

    private static long key(long term, long index) {
        return (term + 1) << 32 | index;
    }

    private static int slot(long[] table, long key) {
        int slot = (int) Randomness.mix(key) & (table.length - 1);
        while (table[slot] != FREE && table[slot] != key) slot = (slot + 1) & (table.length - 1);
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldChains = chains;
        keys = new long[2 * oldKeys.length];
        chains = new long[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] == FREE) continue;
            int slot = slot(keys, oldKeys[i]);
            keys[slot] = oldKeys[i];
            chains[slot] = oldChains[i];
        }
    }

    /** What an entry makes of the chain before it. */
    static long chain(long before, long term, int payloadHash) {
        return Randomness.mix(before ^ Long.rotateLeft(term, 40) ^ payloadHash);
    }
}
