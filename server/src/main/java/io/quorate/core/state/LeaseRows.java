package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * The rows of leases in {@link Family#META}: {@code 'l', lease} to what {@link Lease} says, and
 * {@code 'k', lease, keyspace, key} for each key that is attached to one.
 */
final class LeaseRows {

    private static final byte LEASE = 'l';
    private static final byte ATTACHED = 'k';
    private static final int HEAD_BYTES = 1 + Long.BYTES;

    private LeaseRows() {}

    /** Where the rows of leases begin. */
    static Bytes begin() {
        return Bytes.wrap(new byte[] {LEASE});
    }

    /** Behind the rows of leases. */
    static Bytes end() {
        return Bytes.wrap(new byte[] {LEASE + 1});
    }

    static Bytes key(long lease) {
        return head(LEASE, lease, 0);
    }

    /** The lease of a row. */
    static long lease(Bytes key) {
        return BigEndian.getLong(key, 1);
    }

    /** Where the rows of what is attached to a lease begin. */
    static Bytes attachedBegin(long lease) {
        return head(ATTACHED, lease, 0);
    }

    /** Behind the rows of what is attached to a lease. */
    static Bytes attachedEnd(long lease) {
        return head(ATTACHED, lease + 1, 0);
    }

    /** The row of a key, whose row in LATEST is given, that is attached to a lease. */
    static Bytes attached(long lease, Bytes latest) {
        byte[] to = head(ATTACHED, lease, latest.size()).array();
        System.arraycopy(latest.array(), latest.arrayOffset(), to, HEAD_BYTES, latest.size());
        return Bytes.wrap(to);
    }

    /** The key's row in LATEST. */
    static Bytes latest(Bytes attached) {
        return attached.slice(HEAD_BYTES, attached.size());
    }

    private static Bytes head(byte letter, long lease, int bytesBehind) {
        byte[] to = new byte[HEAD_BYTES + bytesBehind];
        to[0] = letter;
        BigEndian.putLong(to, 1, lease);
        return Bytes.wrap(to);
    }
}
