package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

/**
 * The form of a command in the log: {@code format, kind, flags} and, by kind, what it speaks of;
 * the first three a byte each, numbers as {@link Varints}, keys and values with their length before
 * them. {@code docs/state-machine.md} has the table of kinds.
 *
 * <p>What a node does not know it must not skip: decoding anything else is an {@link
 * InvariantViolation}, which halts it.
 */
public final class CommandCodec {

    private static final int FORMAT = 1;

    private CommandCodec() {}

    /** The command's bytes, in an array of their own. */
    public static Bytes encode(Command command) {
        RowWriter writer = new RowWriter(expectedBytes(command));
        OperationCodec.write(writer.unsignedByte(FORMAT), command);
        return writer.done();
    }

    /** Enough for what is frequent; the rest grows. */
    private static int expectedBytes(Command command) {
        int numbers = 4 * Varints.BYTES_MAX;
        return switch (command) {
            case Command.Put put -> numbers + put.key().size() + put.value().size();
            case Command.Delete _, Command.Txn _ -> 256;
        };
    }

    /** The command of these bytes; its keys and values share their array. */
    public static Command decode(Bytes bytes) {
        RowReader reader = new RowReader(bytes, "a command");
        int format = reader.unsignedByte();
        if (format != FORMAT) throw reader.broken("has the unknown format " + format);
        Operation operation = OperationCodec.read(reader);
        reader.end();
        return switch (operation) {
            case Command command -> command;
            case Query _ -> throw reader.broken("is a read");
        };
    }
}
