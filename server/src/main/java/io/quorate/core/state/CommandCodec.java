package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

import java.util.OptionalLong;

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

    /** Above the kinds of {@link OperationCodec}. */
    private static final int CLOCK = 16;

    private static final int REGISTER_CLIENT = 17;
    private static final int KEEP_CLIENT = 18;
    private static final int FORGET_CLIENT = 19;
    private static final int ONCE = 20;

    private static final int GRANT_LEASE = 21;
    private static final int KEEP_LEASE = 22;
    private static final int LOOK_AT_LEASE = 23;
    private static final int REVOKE_LEASE = 24;

    private static final int COMPACT = 25;
    private static final int COMPARE_DIGESTS = 28;
    private static final int CREATE_KEYSPACE = 26;
    private static final int DELETE_KEYSPACE = 27;
    private static final int ALTER_KEYSPACE = 29;

    private static final int NO_FLAGS = 0;

    /** Of a compaction: it says how old the past may be, and not its first revision. */
    private static final int BY_AGE = 1;

    /** Of a registration: the client's changes are done as they come. */
    private static final int UNORDERED = 1;

    /** Of an alteration: which limits it has. */
    private static final int KEYS_MAX = 1;

    private static final int BYTES_MAX = 2;
    private static final int VALUE_BYTES_MAX = 4;

    private CommandCodec() {}

    /** The command's bytes, in an array of their own. */
    public static Bytes encode(Command command) {
        RowWriter to = new RowWriter(expectedBytes(command)).unsignedByte(FORMAT);
        switch (command) {
            case Command.Change change -> OperationCodec.write(to, change);
            case Command.Fenced fenced -> OperationCodec.write(to, fenced);
            case Command.Clock clock -> head(to, CLOCK, NO_FLAGS).varint(clock.nanos());
            case Command.RegisterClient register ->
                    head(to, REGISTER_CLIENT, flags(register.order())).varint(register.ttlNanos());
            case Command.KeepClient keep -> head(to, KEEP_CLIENT, NO_FLAGS).varint(keep.client());
            case Command.ForgetClient forget ->
                    head(to, FORGET_CLIENT, NO_FLAGS).varint(forget.client());
            case Command.GrantLease grant ->
                    head(to, GRANT_LEASE, NO_FLAGS).varint(grant.lease()).varint(grant.ttlNanos());
            case Command.KeepLease keep -> head(to, KEEP_LEASE, NO_FLAGS).varint(keep.lease());
            case Command.LookAtLease look -> head(to, LOOK_AT_LEASE, NO_FLAGS).varint(look.lease());
            case Command.RevokeLease revoke ->
                    head(to, REVOKE_LEASE, NO_FLAGS).varint(revoke.lease());
            case Command.Compact compact -> head(to, COMPACT, NO_FLAGS).varint(compact.revision());
            case Command.CompactOlder older -> head(to, COMPACT, BY_AGE).varint(older.keepNanos());
            case Command.CompareDigests compare ->
                    compare.reports().write(head(to, COMPARE_DIGESTS, NO_FLAGS));
            case Command.CreateKeyspace create -> {
                head(to, CREATE_KEYSPACE, NO_FLAGS).sized(Bytes.utf8(create.name()));
                to.unsignedByte(Keyspace.code(create.replication()));
                Keyspace.write(to, create.limits());
            }
            case Command.AlterKeyspace alter -> {
                head(to, ALTER_KEYSPACE, flags(alter.limits())).varint(alter.keyspace());
                alter.limits().keysMax().ifPresent(to::varint);
                alter.limits().bytesMax().ifPresent(to::varint);
                alter.limits().valueBytesMax().ifPresent(to::varint);
            }
            case Command.DeleteKeyspace delete ->
                    head(to, DELETE_KEYSPACE, NO_FLAGS).varint(delete.keyspace());
            case Command.Once once ->
                    head(to, ONCE, NO_FLAGS)
                            .varint(once.client())
                            .varint(once.sequence())
                            .varint(once.sequence() - once.lowestUnanswered())
                            .sized(once.change());
        }
        return to.done();
    }

    private static RowWriter head(RowWriter to, int kind, int flags) {
        return to.unsignedByte(kind).unsignedByte(flags);
    }

    private static int flags(Command.Order order) {
        return order == Command.Order.ANY ? UNORDERED : NO_FLAGS;
    }

    private static int flags(KeyspaceLimits.Alteration limits) {
        return (limits.keysMax().isPresent() ? KEYS_MAX : NO_FLAGS)
                | (limits.bytesMax().isPresent() ? BYTES_MAX : NO_FLAGS)
                | (limits.valueBytesMax().isPresent() ? VALUE_BYTES_MAX : NO_FLAGS);
    }

    /** Enough for what is frequent; the rest grows. */
    private static int expectedBytes(Command command) {
        int numbers = 5 * Varints.BYTES_MAX;
        return switch (command) {
            case Command.Put put -> numbers + put.key().size() + put.value().size();
            case Command.Fenced fenced ->
                    numbers + fenced.fence().key().size() + expectedBytes(fenced.change());
            case Command.Once once -> numbers + once.change().size();
            case Command.Delete _,
                    Command.Txn _,
                    Command.CompareDigests _,
                    Command.CreateKeyspace _ ->
                    256;
            case Command.Clock _,
                    Command.RegisterClient _,
                    Command.KeepClient _,
                    Command.ForgetClient _,
                    Command.GrantLease _,
                    Command.KeepLease _,
                    Command.LookAtLease _,
                    Command.RevokeLease _,
                    Command.Compact _,
                    Command.CompactOlder _,
                    Command.AlterKeyspace _,
                    Command.DeleteKeyspace _ ->
                    numbers;
        };
    }

    /** The command of these bytes; its keys and values share their array. */
    public static Command decode(Bytes bytes) {
        RowReader reader = new RowReader(bytes, "a command");
        int format = reader.unsignedByte();
        if (format != FORMAT) throw reader.broken("has the unknown format " + format);
        int kind = reader.unsignedByte();
        Command command =
                kind < CLOCK ? OperationCodec.readWrite(reader, kind) : decode(reader, kind);
        reader.end();
        return command;
    }

    private static Command decode(RowReader reader, int kind) {
        int flags = reader.unsignedByte();
        if ((flags & ~flagsOf(kind)) != 0) {
            throw reader.broken("has the unknown flags " + flags);
        }
        return switch (kind) {
            case CLOCK -> new Command.Clock(reader.varint());
            case REGISTER_CLIENT -> {
                var order = flags == UNORDERED ? Command.Order.ANY : Command.Order.BY_SEQUENCE;
                yield new Command.RegisterClient(reader.varint(), order);
            }
            case KEEP_CLIENT -> new Command.KeepClient(reader.varint());
            case FORGET_CLIENT -> new Command.ForgetClient(reader.varint());
            case ONCE -> {
                long client = reader.varint();
                long sequence = reader.varint();
                long lowest = sequence - reader.varint();
                yield new Command.Once(client, sequence, lowest, reader.sized());
            }
            case GRANT_LEASE -> new Command.GrantLease(reader.varint(), reader.varint());
            case KEEP_LEASE -> new Command.KeepLease(reader.varint());
            case LOOK_AT_LEASE -> new Command.LookAtLease(reader.varint());
            case REVOKE_LEASE -> new Command.RevokeLease(reader.varint());
            case COMPACT ->
                    flags == BY_AGE
                            ? new Command.CompactOlder(reader.varint())
                            : new Command.Compact(reader.varint());
            case COMPARE_DIGESTS -> new Command.CompareDigests(DigestReports.read(reader));
            case CREATE_KEYSPACE -> {
                String name = Keyspace.name(reader, reader.sized());
                Keyspace.Replication replication = Keyspace.replication(reader);
                yield new Command.CreateKeyspace(name, replication, Keyspace.limits(reader));
            }
            case ALTER_KEYSPACE ->
                    new Command.AlterKeyspace(reader.intVarint(), alteration(reader, flags));
            case DELETE_KEYSPACE -> new Command.DeleteKeyspace(reader.intVarint());
            default -> throw reader.broken("has the unknown kind " + kind);
        };
    }

    private static int flagsOf(int kind) {
        return switch (kind) {
            case REGISTER_CLIENT -> UNORDERED;
            case COMPACT -> BY_AGE;
            case ALTER_KEYSPACE -> KEYS_MAX | BYTES_MAX | VALUE_BYTES_MAX;
            default -> NO_FLAGS;
        };
    }

    private static KeyspaceLimits.Alteration alteration(RowReader reader, int flags) {
        return new KeyspaceLimits.Alteration(
                limit(reader, flags & KEYS_MAX),
                limit(reader, flags & BYTES_MAX),
                limit(reader, flags & VALUE_BYTES_MAX));
    }

    private static OptionalLong limit(RowReader reader, int flag) {
        return flag == NO_FLAGS ? OptionalLong.empty() : OptionalLong.of(reader.varint());
    }

    /** The change of these bytes, with the fence that it is behind. */
    static Command.Write decodeWrite(Bytes bytes) {
        if (decode(bytes) instanceof Command.Write write) return write;
        throw new InvariantViolation("a client's command is no change: " + bytes);
    }

    /**
     * Whether what an encoded command does depends on the time of the log, so that a {@link
     * Command.Clock} should stand right before it.
     */
    public static boolean dependsOnTime(Bytes command) {
        if (command.size() <= 2) return false;
        int kind = command.at(1);
        int flags = command.at(2);
        if (kind < CLOCK) return OperationCodec.isTimed(flags);
        boolean isToARevision = kind == COMPACT && flags == NO_FLAGS;
        return kind > CLOCK && !isToARevision && kind != COMPARE_DIGESTS;
    }

    /**
     * Whether an encoded command is a {@link Command.CompareDigests}: its digest is asked for, so a
     * batch ends with it.
     */
    public static boolean comparesDigests(Bytes command) {
        return command.size() > 1 && command.at(1) == COMPARE_DIGESTS;
    }
}
