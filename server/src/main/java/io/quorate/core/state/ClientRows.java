package io.quorate.core.state;

import io.quorate.core.Bytes;

/** The rows of clients in {@link Family#META}: what {@link Client} says, and their outcomes. */
final class ClientRows {

    private static final byte CLIENT = 'c';
    private static final byte OUTCOME = 'o';
    private static final int UNORDERED = 1;

    /** What is known of a change that was done: which one it was, and what it came to. */
    record Kept(long fingerprint, Bytes outcome) {}

    private ClientRows() {}

    /** Where the rows of clients begin. */
    static Bytes begin() {
        return Bytes.wrap(new byte[] {CLIENT});
    }

    /** Behind the rows of clients. */
    static Bytes end() {
        return Bytes.wrap(new byte[] {CLIENT + 1});
    }

    static Bytes key(long client) {
        byte[] to = new byte[1 + Long.BYTES];
        to[0] = CLIENT;
        BigEndian.putLong(to, 1, client);
        return Bytes.wrap(to);
    }

    /** The client of a row. */
    static long client(Bytes key) {
        return BigEndian.getLong(key, 1);
    }

    static Bytes outcomeKey(long client, long sequence) {
        byte[] to = new byte[1 + 2 * Long.BYTES];
        to[0] = OUTCOME;
        BigEndian.putLong(to, 1, client);
        BigEndian.putLong(to, 1 + Long.BYTES, sequence);
        return Bytes.wrap(to);
    }

    static Bytes encode(Client client) {
        return new RowWriter(5 * Varints.BYTES_MAX)
                .unsignedByte(client.order() == Command.Order.ANY ? UNORDERED : 0)
                .varint(client.ttlNanos())
                .varint(client.deadline())
                .varint(client.last())
                .varint(client.lowest())
                .done();
    }

    static Client decode(Bytes row) {
        RowReader reader = new RowReader(row, "a client");
        int flags = reader.unsignedByte();
        if (flags > UNORDERED) throw reader.broken("has the unknown flags " + flags);
        Client client =
                new Client(
                        flags == UNORDERED ? Command.Order.ANY : Command.Order.BY_SEQUENCE,
                        reader.varint(),
                        reader.varint(),
                        reader.varint(),
                        reader.varint());
        reader.end();
        return client;
    }

    static Bytes encode(Kept kept) {
        byte[] fingerprint = new byte[Long.BYTES];
        BigEndian.putLong(fingerprint, 0, kept.fingerprint());
        return new RowWriter(Long.BYTES + kept.outcome().size())
                .raw(Bytes.wrap(fingerprint))
                .raw(kept.outcome())
                .done();
    }

    static Kept decodeKept(Bytes row) {
        RowReader reader = new RowReader(row, "a kept outcome");
        return new Kept(reader.fixedLong(), reader.rest());
    }
}
