package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * A lease: what is attached to it is removed when it ends.
 *
 * @param ttlNanos how long it lasts from when it is kept
 * @param deadline the time of the log at which it ends; {@link #ENDED}: it has ended, and not all
 *     that was attached is removed yet
 */
record Lease(long ttlNanos, long deadline) {

    /** Due at once, and never kept again. */
    static final long ENDED = 0;

    static Lease granted(long ttlNanos, long now) {
        return new Lease(ttlNanos, now + ttlNanos);
    }

    /** A deadline never comes nearer. */
    Lease kept(long now) {
        return new Lease(ttlNanos, Math.max(deadline, now + ttlNanos));
    }

    Lease ended() {
        return new Lease(ttlNanos, ENDED);
    }

    boolean isLive() {
        return deadline != ENDED;
    }

    Bytes encode() {
        return new RowWriter(2 * Varints.BYTES_MAX).varint(ttlNanos).varint(deadline).done();
    }

    static Lease decode(Bytes row) {
        RowReader reader = new RowReader(row, "a lease");
        Lease lease = new Lease(reader.varint(), reader.varint());
        reader.end();
        return lease;
    }
}
