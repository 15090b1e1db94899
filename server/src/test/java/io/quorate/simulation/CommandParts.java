package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.Compare;
import io.quorate.core.state.Keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run's callers ask for, read off their commands. */
final class CommandParts {

    private CommandParts() {}

    /** The change that a write is, whatever it is behind. */
    static Command.Change change(Command.Write write) {
        return switch (write) {
            case Command.Change change -> change;
            case Command.Fenced fenced -> fenced.change();
        };
    }

    /** The operation that asked for a change: that whose value is in it, done or not. */
    static long operation(Command.Change change) {
        return switch (change) {
            case Command.Put put -> Values.operation(put.value());
            case Command.Txn txn -> operation(puts(txn.success()).getFirst());
            case Command.Delete delete -> throw new AssertionError("who asks for " + delete);
        };
    }

    /** The puts of a transaction's list. */
    static List<Command.Put> puts(List<io.quorate.core.state.Operation> operations) {
        List<Command.Put> puts = new ArrayList<>();
        for (var operation : operations) {
            if (operation instanceof Command.Put put) puts.add(put);
        }
        return puts;
    }

    /** Whether a compare holds of a live key; the numbers of one that is not there are 0. */
    static boolean holds(Compare.Test test, Optional<TrueKeys.Entry> live) {
        return switch (test) {
            case Compare.Test.Value(Compare.Relation relation, Bytes operand) ->
                    relation == Compare.Relation.EQUAL
                            && live.flatMap(TrueKeys.Entry::value)
                                    .filter(operand::equals)
                                    .isPresent();
            case Compare.Test.Number(
                            Compare.Field field,
                            Compare.Relation relation,
                            long operand) ->
                    relation == Compare.Relation.EQUAL
                            && live.map(entry -> number(field, entry)).orElse(0L) == operand;
        };
    }

    private static long number(Compare.Field field, TrueKeys.Entry entry) {
        return switch (field) {
            case VERSION -> entry.writes();
            case CREATE_REVISION -> entry.created();
            case MOD_REVISION -> entry.revision();
            case LEASE -> entry.lease();
        };
    }

    /** The key, where only one is asked for. */
    static Bytes only(Keys which) {
        if (which instanceof Keys.One(int _, Bytes key)) return key;
        throw new AssertionError("nobody asks for " + which);
    }
}
