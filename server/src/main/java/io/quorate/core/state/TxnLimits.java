package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.List;
import java.util.Optional;

/**
 * What a transaction may be, held before it is proposed. Beside sizes: nothing puts a key that
 * another operation of the same path through it puts or deletes, since the order of operations
 * would then decide what nobody can see in the keys.
 */
final class TxnLimits {

    private int total;

    private TxnLimits() {}

    /** Why a transaction must not be proposed, in words for its caller; empty if it may be. */
    static Optional<String> whyInvalid(Command.Txn txn) {
        Optional<String> objection = new TxnLimits().whyInvalid(txn, 1);
        if (objection.isPresent()) return objection;
        Optional<Bytes> twice = new ChangedKeys().twice(txn);
        if (twice.isPresent()) {
            return Optional.of("the transaction changes a key twice: " + twice.get());
        }
        int bytes = CommandCodec.encode(txn).size();
        if (bytes > Limits.CHANGE_BYTES_MAX) {
            return Optional.of(
                    "the transaction has "
                            + bytes
                            + " bytes, of at most "
                            + Limits.CHANGE_BYTES_MAX);
        }
        return Optional.empty();
    }

    private Optional<String> whyInvalid(Command.Txn txn, int depth) {
        if (depth > Limits.TXN_DEPTH_MAX) {
            return Optional.of(
                    "transactions are nested more than " + Limits.TXN_DEPTH_MAX + " deep");
        }
        Optional<String> objection =
                tooLong("compares", txn.compares())
                        .or(() -> tooLong("operations", txn.success()))
                        .or(() -> tooLong("operations", txn.failure()));
        if (objection.isPresent()) return objection;
        for (Compare compare : txn.compares()) {
            objection = whyInvalid(compare);
            if (objection.isPresent()) return objection;
        }
        return whyInvalid(txn.success(), depth).or(() -> whyInvalid(txn.failure(), depth));
    }

    private Optional<String> tooLong(String what, List<?> list) {
        if (list.size() > Limits.TXN_LIST_MAX) {
            return Optional.of(
                    "a list of "
                            + what
                            + " has "
                            + list.size()
                            + ", of at most "
                            + Limits.TXN_LIST_MAX);
        }
        total += list.size();
        return total > Limits.TXN_TOTAL_MAX
                ? Optional.of(
                        "the transaction has more than "
                                + Limits.TXN_TOTAL_MAX
                                + " compares and operations in all")
                : Optional.empty();
    }

    private static Optional<String> whyInvalid(Compare compare) {
        return Limits.whyInvalid(compare.keys())
                .or(
                        () ->
                                switch (compare.test()) {
                                    case Compare.Test.Value value ->
                                            Limits.whyInvalidValue(value.operand());
                                    case Compare.Test.Number number ->
                                            number.operand() < 0
                                                    ? Optional.of("a number over 2^63 is compared")
                                                    : Optional.empty();
                                });
    }

    private Optional<String> whyInvalid(List<Operation> operations, int depth) {
        for (Operation operation : operations) {
            Optional<String> objection =
                    switch (operation) {
                        case Command.Txn nested -> whyInvalid(nested, depth + 1);
                        case Command command -> Limits.whyInvalid(command);
                        case Query query -> whyInvalid(query);
                    };
            if (objection.isPresent()) return objection;
        }
        return Optional.empty();
    }

    private static Optional<String> whyInvalid(Query query) {
        if (query.limit() < 1) return Optional.of("a read's limit is not 1 or more");
        return Limits.whyInvalid(query.keys());
    }
}
