package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * Changes that a store makes all at once or not at all; a later one to a row wins. The bytes given
 * are copied before a call returns.
 */
public interface StoreBatch {

    /** Sets a row. */
    default void put(Family family, Bytes key, Bytes value) {
        put(family, key, value, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** Sets a row to a value that comes in parts, so that nobody copies them to join them. */
    void put(Family family, Bytes key, Bytes first, Bytes second, Bytes third);

    /** Removes a row if it is there. */
    void delete(Family family, Bytes key);

    /**
     * Removes the rows of a family from a key on, up to another, which stays. It costs as much as
     * the removal of one, however many they are.
     */
    void deleteRange(Family family, Bytes from, Bytes to);

    /** Forgets all changes. */
    void clear();
}
