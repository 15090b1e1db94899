package io.quorate.core.state;

import io.quorate.core.state.Compare.Field;
import io.quorate.core.state.Compare.Relation;
import io.quorate.core.state.Compare.Test;

import java.util.List;

/**
 * The form of a compare in a command: {@code target, relation, one or range}, a byte each, {@code
 * keys, operand}.
 */
final class CompareCodec {

    private static final int VALUE = 0;
    private static final int ONE = 0;
    private static final int RANGE = 1;

    /** Their places in the lists are their numbers in the log: never to be moved. */
    private static final List<Field> FIELDS =
            List.of(Field.VERSION, Field.CREATE_REVISION, Field.MOD_REVISION, Field.LEASE);

    private static final List<Relation> RELATIONS =
            List.of(Relation.EQUAL, Relation.NOT_EQUAL, Relation.LESS, Relation.GREATER);

    private CompareCodec() {}

    static void write(RowWriter to, Compare compare) {
        switch (compare.test()) {
            case Test.Value value -> {
                to.unsignedByte(VALUE);
                writeRelation(to, value.relation());
                writeKeys(to, compare.keys());
                to.sized(value.operand());
            }
            case Test.Number number -> {
                to.unsignedByte(1 + FIELDS.indexOf(number.field()));
                writeRelation(to, number.relation());
                writeKeys(to, compare.keys());
                to.varint(number.operand());
            }
        }
    }

    private static void writeRelation(RowWriter to, Relation relation) {
        to.unsignedByte(RELATIONS.indexOf(relation));
    }

    private static void writeKeys(RowWriter to, Keys keys) {
        to.unsignedByte(keys instanceof Keys.One ? ONE : RANGE);
        KeysCodec.write(to, keys);
    }

    static Compare read(RowReader from) {
        int target = from.unsignedByte();
        if (target > FIELDS.size()) throw from.broken("compares the unknown target " + target);
        int relation = from.unsignedByte();
        if (relation >= RELATIONS.size()) {
            throw from.broken("compares by the unknown relation " + relation);
        }
        Keys keys = readKeys(from);
        Relation by = RELATIONS.get(relation);
        return new Compare(
                keys,
                target == VALUE
                        ? new Test.Value(by, from.sized())
                        : new Test.Number(FIELDS.get(target - 1), by, from.varint()));
    }

    private static Keys readKeys(RowReader from) {
        int form = from.unsignedByte();
        return switch (form) {
            case ONE -> KeysCodec.readOne(from);
            case RANGE -> KeysCodec.readRange(from);
            default -> throw from.broken("compares keys of the unknown form " + form);
        };
    }
}
