package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

/**
 * The form of a command in the log: {@code format, kind, flags, keyspace, key length, key} and, of
 * a put, {@code value length, value}; the first three a byte each, numbers as {@link Varints}. A
 * flag announces an optional part between flags and keyspace (a lease, a session and sequence, a
 * fence), none of which exists in this format.
 *
 * <p>What a node does not know it must not skip: decoding anything else is an {@link
 * InvariantViolation}, which halts it.
 */
public final class CommandCodec {

    private static final int FORMAT = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int NO_FLAGS = 0;
    private static final int HEAD_BYTES = 3;

    private CommandCodec() {}

    /** The command's bytes, in an array of their own. */
    public static Bytes encode(Command command) {
        return switch (command) {
            case Command.Put put -> encodePut(put.keyspace(), put.key(), put.value());
            case Command.Delete delete -> encodeDelete(delete.keyspace(), delete.key());
        };
    }

    private static Bytes encodePut(int keyspace, Bytes key, Bytes value) {
        int length = keyedBytes(keyspace, key) + Varints.bytes(value.size()) + value.size();
        byte[] to = new byte[length];
        int at = writeKeyed(to, PUT, keyspace, key);
        writeSized(to, at, value);
        return Bytes.wrap(to);
    }

    private static Bytes encodeDelete(int keyspace, Bytes key) {
        byte[] to = new byte[keyedBytes(keyspace, key)];
        writeKeyed(to, DELETE, keyspace, key);
        return Bytes.wrap(to);
    }

    private static int keyedBytes(int keyspace, Bytes key) {
        return HEAD_BYTES + Varints.bytes(keyspace) + Varints.bytes(key.size()) + key.size();
    }

    private static int writeKeyed(byte[] to, int kind, int keyspace, Bytes key) {
        to[0] = FORMAT;
        to[1] = (byte) kind;
        to[2] = NO_FLAGS;
        return writeSized(to, Varints.write(to, HEAD_BYTES, keyspace), key);
    }

    private static int writeSized(byte[] to, int at, Bytes bytes) {
        int next = Varints.write(to, at, bytes.size());
        System.arraycopy(bytes.array(), bytes.arrayOffset(), to, next, bytes.size());
        return next + bytes.size();
    }

    /** The command of these bytes; its key and value share their array. */
    public static Command decode(Bytes bytes) {
        RowReader reader = new RowReader(bytes, "a command");
        int format = reader.unsignedByte();
        if (format != FORMAT) throw reader.broken("has the unknown format " + format);
        int kind = reader.unsignedByte();
        if (kind != PUT && kind != DELETE) throw reader.broken("has the unknown kind " + kind);
        int flags = reader.unsignedByte();
        if (flags != NO_FLAGS) throw reader.broken("has the unknown flags " + flags);
        int keyspace = reader.intVarint();
        Bytes key = reader.take(reader.intVarint());
        Command command =
                kind == PUT
                        ? new Command.Put(keyspace, key, reader.take(reader.intVarint()))
                        : new Command.Delete(keyspace, key);
        reader.end();
        return command;
    }
}
