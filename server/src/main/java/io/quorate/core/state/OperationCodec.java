package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The form of an operation, alone in an entry or within a transaction: {@code kind, flags}, a byte
 * each, and what the kind says.
 */
final class OperationCodec {

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int DELETE_RANGE = 3;
    private static final int TXN = 4;
    private static final int READ = 5;
    private static final int READ_RANGE = 6;

    private static final int NO_FLAGS = 0;

    /** Of puts and deletes: the answer has the previous version. */
    private static final int PREVIOUS = 1;

    /** Of puts: a lease comes first. */
    private static final int LEASE = 2;

    /** Of puts, deletes and transactions, but not within one: a fence comes first. */
    private static final int FENCE = 4;

    /**
     * Of puts: a time to live comes first. Of transactions: a put within has one, so that whoever
     * has the command need not look further to know.
     */
    private static final int TTL = 8;

    /** Of reads: what is selected comes first. */
    private static final int SELECTED = 4;

    /** Of reads, in place of the lower flags, by their place in the list: what is answered. */
    private static final List<Query.Content> CONTENTS =
            List.of(Query.Content.VALUES, Query.Content.KEYS, Query.Content.COUNT);

    /** How deep transactions can be nested in the log, far above what a client may send. */
    private static final int DEPTH_MAX = 64;

    private OperationCodec() {}

    static void write(RowWriter to, Operation operation) {
        to.unsignedByte(kind(operation)).unsignedByte(flags(operation));
        writeBody(to, operation);
    }

    static void write(RowWriter to, Command.Fenced fenced) {
        Command.Change change = fenced.change();
        to.unsignedByte(kind(change)).unsignedByte(flags(change) | FENCE);
        fenced.fence().write(to);
        writeBody(to, change);
    }

    private static int kind(Operation operation) {
        return switch (operation) {
            case Command.Put _ -> PUT;
            case Command.Delete delete -> isOne(delete.keys()) ? DELETE : DELETE_RANGE;
            case Command.Txn _ -> TXN;
            case Query query -> isOne(query.keys()) ? READ : READ_RANGE;
        };
    }

    private static int flags(Operation operation) {
        return switch (operation) {
            case Command.Put put ->
                    flags(put.previous())
                            | (put.lease() == 0 ? NO_FLAGS : LEASE)
                            | (put.ttlNanos() == 0 ? NO_FLAGS : TTL);
            case Command.Delete delete -> flags(delete.previous());
            case Command.Txn txn -> isTimed(txn) ? TTL : NO_FLAGS;
            case Query query ->
                    CONTENTS.indexOf(query.content()) | (isSelected(query) ? SELECTED : NO_FLAGS);
        };
    }

    private static boolean isSelected(Query query) {
        return query.order().isSorted() || !query.filter().equals(Selection.Filter.ALL);
    }

    private static boolean isTimed(Command.Txn txn) {
        return isTimed(txn.success()) || isTimed(txn.failure());
    }

    private static boolean isTimed(List<Operation> operations) {
        for (Operation operation : operations) {
            boolean isTimed =
                    switch (operation) {
                        case Command.Put put -> put.ttlNanos() != 0;
                        case Command.Txn nested -> isTimed(nested);
                        case Command.Delete _, Query _ -> false;
                    };
            if (isTimed) return true;
        }
        return false;
    }

    /** Whether a change with these flags depends on the time of the log. */
    static boolean isTimed(int flags) {
        return (flags & TTL) != 0;
    }

    private static void writeBody(RowWriter to, Operation operation) {
        switch (operation) {
            case Command.Put put -> {
                if (put.lease() != 0) to.varint(put.lease());
                if (put.ttlNanos() != 0) to.varint(put.ttlNanos());
                to.varint(put.keyspace()).sized(put.key()).sized(put.value());
            }
            case Command.Delete delete -> KeysCodec.write(to, delete.keys());
            case Command.Txn txn -> {
                to.varint(txn.compares().size());
                for (Compare compare : txn.compares()) CompareCodec.write(to, compare);
                writeAll(to, txn.success());
                writeAll(to, txn.failure());
            }
            case Query query -> {
                if (isSelected(query)) SelectionCodec.write(to, query.filter(), query.order());
                to.varint(query.limit());
                KeysCodec.write(to, query.keys());
            }
        }
    }

    private static void writeAll(RowWriter to, List<Operation> operations) {
        to.varint(operations.size());
        for (Operation operation : operations) write(to, operation);
    }

    private static boolean isOne(Keys keys) {
        return keys instanceof Keys.One;
    }

    private static int flags(Previous previous) {
        return previous == Previous.WANTED ? PREVIOUS : NO_FLAGS;
    }

    /** Reads a whole command whose kind is read already. */
    static Command.Write readWrite(RowReader from, int kind) {
        int flags = from.unsignedByte();
        if ((flags & FENCE) == 0) return change(from, kind, flags);
        Fence fence = Fence.read(from);
        return new Command.Fenced(fence, change(from, kind, flags & ~FENCE));
    }

    private static Command.Change change(RowReader from, int kind, int flags) {
        return switch (read(from, kind, flags, 0)) {
            case Command.Change change -> change;
            case Query _ -> throw from.broken("is a read");
        };
    }

    private static Operation read(RowReader from, int kind, int flags, int depth) {
        if (depth > DEPTH_MAX) throw from.broken("is nested too deep");
        return switch (kind) {
            case PUT -> put(from, flags);
            case DELETE -> new Command.Delete(KeysCodec.readOne(from), previous(from, flags));
            case DELETE_RANGE ->
                    new Command.Delete(KeysCodec.readRange(from), previous(from, flags));
            case TXN -> {
                if ((flags & ~TTL) != NO_FLAGS) throw unknownFlags(from, flags);
                Command.Txn txn = txn(from, depth);
                if (isTimed(txn) != isTimed(flags)) throw unknownFlags(from, flags);
                yield txn;
            }
            case READ -> query(from, flags, KeysCodec::readOne);
            case READ_RANGE -> query(from, flags, KeysCodec::readRange);
            default -> throw from.broken("has the unknown kind " + kind);
        };
    }

    private static Command.Put put(RowReader from, int flags) {
        Previous previous = previous(from, flags & ~(LEASE | TTL));
        long lease = (flags & LEASE) == 0 ? 0 : from.varint();
        if ((flags & LEASE) != 0 && lease == 0) throw from.broken("names the lease 0");
        long ttl = isTimed(flags) ? from.varint() : 0;
        if (isTimed(flags) && ttl == 0) throw from.broken("lives no time");
        int keyspace = from.intVarint();
        Bytes key = from.sized();
        return new Command.Put(keyspace, key, from.sized(), lease, ttl, previous);
    }

    private static Query query(RowReader from, int flags, Function<RowReader, Keys> keys) {
        Query.Content content = content(from, flags & ~SELECTED);
        if ((flags & SELECTED) == 0) {
            long limit = from.varint();
            return new Query(keys.apply(from), limit, content);
        }
        Selection.Order order = SelectionCodec.readOrder(from);
        Selection.Filter filter = SelectionCodec.readFilter(from);
        long limit = from.varint();
        return new Query(keys.apply(from), limit, content, filter, order);
    }

    private static Command.Txn txn(RowReader from, int depth) {
        int count = from.intVarint();
        List<Compare> compares = new ArrayList<>();
        for (int i = 0; i < count; i++) compares.add(CompareCodec.read(from));
        List<Operation> success = readAll(from, depth);
        return new Command.Txn(compares, success, readAll(from, depth));
    }

    private static List<Operation> readAll(RowReader from, int depth) {
        int count = from.intVarint();
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = from.unsignedByte();
            operations.add(read(from, kind, from.unsignedByte(), depth + 1));
        }
        return operations;
    }

    private static Previous previous(RowReader from, int flags) {
        return switch (flags) {
            case NO_FLAGS -> Previous.LEFT_OUT;
            case PREVIOUS -> Previous.WANTED;
            default -> throw unknownFlags(from, flags);
        };
    }

    private static Query.Content content(RowReader from, int flags) {
        if (flags >= CONTENTS.size()) throw unknownFlags(from, flags);
        return CONTENTS.get(flags);
    }

    private static InvariantViolation unknownFlags(RowReader from, int flags) {
        return from.broken("has the unknown flags " + flags);
    }
}
