package io.quorate.core.state;

import io.quorate.core.Bytes;

/** A place in a family's ascending rows, or behind the last of them. For one thread at a time. */
public interface StoreCursor extends AutoCloseable {

    /** Whether the cursor stands on a row. */
    boolean isValid();

    /** The row's key. Only on a row. */
    Bytes key();

    /** The row's value. Only on a row. */
    Bytes value();

    /** Goes to the next row. Only on a row. */
    void next();

    /** Goes to the first row at or after a key that is not before the cursor's first bound. */
    void seek(Bytes key);

    @Override
    void close();
}
