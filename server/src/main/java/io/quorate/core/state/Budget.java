package io.quorate.core.state;

import java.util.Optional;

/**
 * What one entry may cost, counted the same on every replica: the loop does nothing else while an
 * entry is applied, and all that it ends and reads is in memory at once.
 */
final class Budget {

    private int keys;
    private long bytes;
    private int versions;
    private Optional<Objection> objection = Optional.empty();

    void begin() {
        keys = 0;
        bytes = 0;
        versions = 0;
        objection = Optional.empty();
    }

    /** What was found too much; empty as long as nothing is. */
    Optional<Objection> objection() {
        return objection;
    }

    /** One more key of a range is looked at. Answers whether the entry may go on. */
    boolean look() {
        if (++keys > Limits.ENTRY_KEYS_MAX) {
            object(new Objection.TooManyKeys(Limits.ENTRY_KEYS_MAX));
        }
        return objection.isEmpty();
    }

    /**
     * One more version is held: one that ends, or is read. The first may have any size, so that a
     * single change is always possible. Answers whether the entry may go on.
     */
    boolean hold(int size) {
        bytes += size;
        if (++versions > 1 && bytes > Limits.ENTRY_BYTES_MAX) {
            object(new Objection.TooManyBytes(Limits.ENTRY_BYTES_MAX));
        }
        return objection.isEmpty();
    }

    /** The entry cannot be done. */
    void object(Objection first) {
        if (objection.isEmpty()) objection = Optional.of(first);
    }
}
