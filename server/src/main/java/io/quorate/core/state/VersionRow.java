package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * A version as a row's value: {@code flags, mod revision, (ordinal), mod - create revision,
 * version, (lease), value}; the flags are one byte and say which of the parts in brackets there
 * are, the numbers are {@link Varints}. The same bytes stand in LATEST and, once the version is
 * superseded, in CHANGES.
 *
 * @param head all but the value; or the whole row, with an empty tail
 * @param tail the value
 */
record VersionRow(Bytes head, Bytes tail) {

    private static final int LEASE = 1;

    /** The change that made the version is not the first of its revision. */
    private static final int ORDINAL = 2;

    /** What superseded the version was a delete. */
    private static final int DELETED = 4;

    private static final int KNOWN_FLAGS = LEASE | ORDINAL | DELETED;

    /** What a row says beside the value. */
    record Head(ChangeId change, long createRevision, long version, long lease, boolean deleted) {

        Version with(Bytes value) {
            return new Version(value, change.revision(), createRevision, version, lease);
        }
    }

    /** The row that a put makes of a key that does not exist. */
    static VersionRow created(ChangeId change, Bytes value, long lease) {
        return new VersionRow(head(change, change.revision(), 1, lease), value);
    }

    /** The row that a put makes of a key whose row this says. */
    static VersionRow after(Head before, ChangeId change, Bytes value, long lease) {
        return new VersionRow(
                head(change, before.createRevision(), before.version() + 1, lease), value);
    }

    /** A row as a store holds it. */
    static VersionRow whole(Bytes row) {
        return new VersionRow(row, Bytes.EMPTY);
    }

    /** The same version, ended by a delete. */
    VersionRow deleted() {
        byte[] marked = head.toArray();
        marked[0] |= DELETED;
        return new VersionRow(Bytes.wrap(marked), tail);
    }

    int size() {
        return head.size() + tail.size();
    }

    /** How many bytes the value has. */
    int valueBytes() {
        RowReader reader = reader(head);
        head(reader);
        return reader.rest().size() + tail.size();
    }

    /** What the row says beside the value. */
    Head readHead() {
        return head(reader(head));
    }

    /** The version that the row holds, with no value. */
    Version withoutValue() {
        return readHead().with(Bytes.EMPTY);
    }

    /** What a row says beside the value. */
    static Head headOf(Bytes row) {
        return head(reader(row));
    }

    /** The version that a row holds; its value shares the row's array. */
    static Version decode(Bytes row) {
        RowReader reader = reader(row);
        Head head = head(reader);
        return head.with(reader.rest());
    }

    /** The version; its value shares the row's arrays. */
    Version version() {
        RowReader reader = reader(head);
        Head said = head(reader);
        Bytes rest = reader.rest();
        return said.with(rest.isEmpty() ? tail : rest);
    }

    private static Head head(RowReader reader) {
        int flags = reader.unsignedByte();
        if ((flags & ~KNOWN_FLAGS) != 0) throw reader.broken("has the unknown flags " + flags);
        long modRevision = reader.varint();
        int ordinal = (flags & ORDINAL) == 0 ? 0 : reader.intVarint();
        long createRevision = modRevision - reader.varint();
        long version = reader.varint();
        long lease = (flags & LEASE) == 0 ? 0 : reader.varint();
        var change = new ChangeId(modRevision, ordinal);
        return new Head(change, createRevision, version, lease, (flags & DELETED) != 0);
    }

    private static RowReader reader(Bytes row) {
        return new RowReader(row, "a version");
    }

    private static Bytes head(ChangeId change, long createRevision, long version, long lease) {
        long age = change.revision() - createRevision;
        int length =
                1
                        + Varints.bytes(change.revision())
                        + (change.ordinal() == 0 ? 0 : Varints.bytes(change.ordinal()))
                        + Varints.bytes(age)
                        + Varints.bytes(version)
                        + (lease == 0 ? 0 : Varints.bytes(lease));
        byte[] to = new byte[length];
        to[0] = (byte) ((lease == 0 ? 0 : LEASE) | (change.ordinal() == 0 ? 0 : ORDINAL));
        int at = Varints.write(to, 1, change.revision());
        if (change.ordinal() != 0) at = Varints.write(to, at, change.ordinal());
        at = Varints.write(to, at, age);
        at = Varints.write(to, at, version);
        if (lease != 0) Varints.write(to, at, lease);
        return Bytes.wrap(to);
    }
}
