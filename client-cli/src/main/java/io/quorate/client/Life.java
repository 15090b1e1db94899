package io.quorate.client;

import java.time.Duration;

/**
 * How long a key lives, unless it is put again.
 *
 * @param lease it goes with this one; 0: with none
 * @param ttl so long; zero: without end
 */
record Life(long lease, Duration ttl) {

    static final Life WITHOUT_END = new Life(0, Duration.ZERO);

    static Life of(long lease) {
        return new Life(lease, Duration.ZERO);
    }

    /** A time that is too short to be one is the request's, and is refused. */
    static Life of(Duration ttl) {
        if (ttl.toMillis() < 1) throw KvException.invalid("a time to live is 1 s to 30 days");
        return new Life(0, ttl);
    }
}
