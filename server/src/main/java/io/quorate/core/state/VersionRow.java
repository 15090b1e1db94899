package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * A version as a row's value: {@code flags, mod revision, mod - create revision, version, (lease),
 * value}; the flags are one byte and say whether there is a lease, the numbers are {@link Varints}.
 * The same bytes stand in LATEST and, once superseded, in HISTORY.
 *
 * @param head all but the value; or the whole row, with an empty tail
 * @param tail the value
 */
record VersionRow(Bytes head, Bytes tail) {

    private static final int LEASE = 1;

    /** The row that a put makes of a key that does not exist. */
    static VersionRow created(long revision, Bytes value) {
        return new VersionRow(head(revision, revision, 1, 0), value);
    }

    /** The row that a put makes of a key that this row is of. */
    VersionRow superseded(long revision, Bytes value) {
        RowReader reader = reader(head);
        int flags = reader.unsignedByte();
        long modRevision = reader.varint();
        long createRevision = modRevision - reader.varint();
        long version = reader.varint();
        if ((flags & ~LEASE) != 0) throw reader.broken("has the unknown flags " + flags);
        return new VersionRow(head(revision, createRevision, version + 1, 0), value);
    }

    /** A row as a store holds it. */
    static VersionRow whole(Bytes row) {
        return new VersionRow(row, Bytes.EMPTY);
    }

    long modRevision() {
        RowReader reader = reader(head);
        reader.unsignedByte();
        return reader.varint();
    }

    int size() {
        return head.size() + tail.size();
    }

    /** The version that a row holds; its value shares the row's array. */
    static Version decode(Bytes row) {
        RowReader reader = reader(row);
        int flags = reader.unsignedByte();
        if ((flags & ~LEASE) != 0) throw reader.broken("has the unknown flags " + flags);
        long modRevision = reader.varint();
        long createRevision = modRevision - reader.varint();
        long version = reader.varint();
        long lease = (flags & LEASE) == 0 ? 0 : reader.varint();
        return new Version(reader.rest(), modRevision, createRevision, version, lease);
    }

    private static RowReader reader(Bytes row) {
        return new RowReader(row, "a version");
    }

    private static Bytes head(long modRevision, long createRevision, long version, long lease) {
        long age = modRevision - createRevision;
        int length =
                1
                        + Varints.bytes(modRevision)
                        + Varints.bytes(age)
                        + Varints.bytes(version)
                        + (lease == 0 ? 0 : Varints.bytes(lease));
        byte[] to = new byte[length];
        to[0] = (byte) (lease == 0 ? 0 : LEASE);
        int at = Varints.write(to, 1, modRevision);
        at = Varints.write(to, at, age);
        at = Varints.write(to, at, version);
        if (lease != 0) Varints.write(to, at, lease);
        return Bytes.wrap(to);
    }
}
