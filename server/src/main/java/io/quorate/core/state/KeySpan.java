package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * One key, or the keys of a range, of one keyspace. Spans of all keyspaces lie in one order, that
 * of the keys' rows in LATEST.
 *
 * @param from the first row that belongs to it
 * @param to the first row behind it
 */
public record KeySpan(Bytes from, Bytes to) {

    /** One key. */
    public static KeySpan ofKey(int keyspace, Bytes key) {
        Bytes row = Rows.latest(keyspace, key);
        byte[] behind = new byte[row.size() + 1];
        System.arraycopy(row.array(), row.arrayOffset(), behind, 0, row.size());
        return new KeySpan(row, Bytes.wrap(behind));
    }

    /**
     * A range.
     *
     * @param start the first key; empty for the keyspace's first
     * @param endOrEmpty the key behind the range; empty for none
     */
    public static KeySpan ofRange(int keyspace, Bytes start, Bytes endOrEmpty) {
        return new KeySpan(Rows.begin(keyspace, start), Rows.end(keyspace, endOrEmpty));
    }

    /** The keyspace that it is in. */
    public int keyspace() {
        return Rows.keyspace(from);
    }

    /** Whether a key belongs to it whose row in LATEST this is. */
    public boolean contains(Bytes row) {
        return from.compareTo(row) <= 0 && row.compareTo(to) < 0;
    }

    /** Whether it holds one key only: no row begins with another, so none lies in between. */
    public boolean isOneKey() {
        return to.size() == from.size() + 1 && to.at(from.size()) == 0 && to.startsWith(from);
    }
}
