package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * A store as it was at one moment. For one thread at a time, any thread. It keeps what it shows
 * from being reclaimed until it is closed.
 */
public interface StoreView extends AutoCloseable {

    /** The row's value at that moment. */
    Optional<Bytes> get(Family family, Bytes key);

    /**
     * The rows of a family from a key on, up to another, which is not among them. The cursor stands
     * on the first one, and is closed before the view.
     */
    StoreCursor cursor(Family family, Bytes from, Bytes to);

    @Override
    void close();
}
