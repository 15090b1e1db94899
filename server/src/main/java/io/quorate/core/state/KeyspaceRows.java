package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * The rows of keyspaces in {@link Family#META}: {@code 's', keyspace} to what {@link Keyspace}
 * says, the keyspace in four bytes; and {@code 's'} to the highest number that one was given.
 */
final class KeyspaceRows {

    private static final byte KEYSPACE = 's';

    /** The row with the highest number that a keyspace was given. */
    static final Bytes LAST_KEY = Bytes.wrap(new byte[] {KEYSPACE});

    private KeyspaceRows() {}

    /** Where the rows of keyspaces begin. */
    static Bytes begin() {
        return key(0);
    }

    /** Behind the rows of keyspaces. */
    static Bytes end() {
        return Bytes.wrap(new byte[] {KEYSPACE + 1});
    }

    static Bytes key(int keyspace) {
        byte[] to = new byte[1 + Integer.BYTES];
        to[0] = KEYSPACE;
        BigEndian.putInt(to, 1, keyspace);
        return Bytes.wrap(to);
    }

    /** The keyspace of a row. */
    static int keyspace(Bytes key) {
        return BigEndian.getInt(key.array(), key.arrayOffset() + 1);
    }

    static Bytes last(int keyspace) {
        return new RowWriter(Varints.BYTES_MAX).varint(keyspace).done();
    }

    static int last(Bytes value) {
        return new RowReader(value, "the last keyspace's row").intVarint();
    }
}
