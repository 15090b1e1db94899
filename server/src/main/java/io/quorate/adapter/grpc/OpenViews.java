package io.quorate.adapter.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the views of the store that are being read from, since each keeps what it shows from being
 * reclaimed. May be used from any thread.
 */
final class OpenViews {

    /** How many may be open at once. */
    static final int MAX = 256;

    private final AtomicInteger open = new AtomicInteger();

    /** Takes the place of one; false if there is none. */
    boolean tryOpen() {
        if (open.incrementAndGet() <= MAX) return true;
        open.decrementAndGet();
        return false;
    }

    /** Gives a place back. */
    void closed() {
        open.decrementAndGet();
    }
}
