package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * Changes that a store makes all at once or not at all; a later one to a row wins. The bytes given
 * are copied before a call returns.
 */
public interface StoreBatch {

    /** Sets a row. */
    default void put(Family family, Bytes key, Bytes value) {
        put(family, key, value, Bytes.EMPTY);
    }

    /** Sets a row to a value that comes in two parts, so that nobody copies them to join them. */
    void put(Family family, Bytes key, Bytes valueHead, Bytes valueTail);

    /** Removes a row if it is there. */
    void delete(Family family, Bytes key);

    /** Forgets all changes. */
    void clear();
}
