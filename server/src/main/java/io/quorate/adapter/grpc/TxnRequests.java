package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.state.Command;
import io.quorate.core.state.Compare;
import io.quorate.core.state.Compare.Field;
import io.quorate.core.state.Compare.Relation;
import io.quorate.core.state.Compare.Test;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Operation;
import io.quorate.core.state.Previous;
import io.quorate.core.state.Query;
import io.quorate.core.state.Selection;
import io.quorate.v1.KeyRange;
import io.quorate.v1.RangeContent;
import io.quorate.v1.Txn;
import io.quorate.v1.TxnDelete;
import io.quorate.v1.TxnOperation;
import io.quorate.v1.TxnPut;
import io.quorate.v1.TxnRead;

import java.util.ArrayList;
import java.util.List;

/**
 * Transactions of requests as commands. What makes no sense throws the call's status; what is too
 * large is found by {@link Limits} behind it, but for the depth, which is the stack's.
 */
final class TxnRequests {

    private final int keyspace;

    private TxnRequests(int keyspace) {
        this.keyspace = keyspace;
    }

    /** The command of a transaction whose keys are in a keyspace. */
    static Command.Txn command(int keyspace, Txn txn) {
        return new TxnRequests(keyspace).txn(txn, 1);
    }

    private Command.Txn txn(Txn txn, int depth) {
        if (depth > Limits.TXN_DEPTH_MAX) {
            throw Failures.invalid(
                    "transactions are nested more than " + Limits.TXN_DEPTH_MAX + " deep");
        }
        List<Compare> compares = new ArrayList<>(txn.getComparesCount());
        for (io.quorate.v1.Compare compare : txn.getComparesList()) compares.add(compare(compare));
        return new Command.Txn(
                compares,
                operations(txn.getSuccessList(), depth),
                operations(txn.getFailureList(), depth));
    }

    private List<Operation> operations(List<TxnOperation> operations, int depth) {
        List<Operation> all = new ArrayList<>(operations.size());
        for (TxnOperation operation : operations) {
            all.add(
                    switch (operation.getOperationCase()) {
                        case PUT -> put(operation.getPut());
                        case DELETE -> delete(operation.getDelete());
                        case READ -> read(operation.getRead());
                        case TXN -> txn(operation.getTxn(), depth + 1);
                        case OPERATION_NOT_SET ->
                                throw Failures.invalid("an operation of the transaction is empty");
                    });
        }
        return all;
    }

    private Command.Put put(TxnPut put) {
        return new Command.Put(
                keyspace,
                Requests.bytes(put.getKey()),
                Requests.bytes(put.getValue()),
                put.getLease(),
                Requests.nanos(put.getTtlMs()),
                previous(put.getReturnPrevious()));
    }

    private Command.Delete delete(TxnDelete delete) {
        Keys keys =
                switch (delete.getKeysCase()) {
                    case KEY -> one(delete.getKey());
                    case RANGE -> range(keyspace, delete.getRange());
                    case KEYS_NOT_SET -> throw namesNoKey("delete");
                };
        return new Command.Delete(keys, previous(delete.getReturnPrevious()));
    }

    private Query read(TxnRead read) {
        Keys keys =
                switch (read.getKeysCase()) {
                    case KEY -> one(read.getKey());
                    case RANGE -> range(keyspace, read.getRange());
                    case KEYS_NOT_SET -> throw namesNoKey("read");
                };
        if (read.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        long limit = read.getLimit() == 0 ? Long.MAX_VALUE : read.getLimit();
        return new Query(
                keys,
                limit,
                content(read.getContent(), read.getContentValue()),
                RangeSelection.filter(
                        read.getMinModRevision(),
                        read.getMaxModRevision(),
                        read.getMinCreateRevision(),
                        read.getMaxCreateRevision()),
                new Selection.Order(
                        RangeSelection.by(read.getSort(), read.getSortValue()),
                        RangeSelection.direction(read.getOrder(), read.getOrderValue())));
    }

    private static Query.Content content(RangeContent content, int number) {
        return switch (content) {
            case RANGE_CONTENT_UNSPECIFIED -> Query.Content.VALUES;
            case RANGE_CONTENT_KEYS -> Query.Content.KEYS;
            case RANGE_CONTENT_COUNT -> Query.Content.COUNT;
            case UNRECOGNIZED -> throw Failures.invalid("unknown content " + number);
        };
    }

    private Compare compare(io.quorate.v1.Compare compare) {
        Keys keys =
                switch (compare.getKeysCase()) {
                    case KEY -> one(compare.getKey());
                    case RANGE -> range(keyspace, compare.getRange());
                    case KEYS_NOT_SET -> throw namesNoKey("compare");
                };
        Relation relation =
                switch (compare.getRelation()) {
                    case EQUAL -> Relation.EQUAL;
                    case NOT_EQUAL -> Relation.NOT_EQUAL;
                    case LESS -> Relation.LESS;
                    case GREATER -> Relation.GREATER;
                    case RELATION_UNSPECIFIED ->
                            throw Failures.invalid("a compare has no relation");
                    case UNRECOGNIZED ->
                            throw Failures.invalid(
                                    "unknown relation " + compare.getRelationValue());
                };
        Test test =
                switch (compare.getOperandCase()) {
                    case VALUE -> new Test.Value(relation, Requests.bytes(compare.getValue()));
                    case VERSION -> new Test.Number(Field.VERSION, relation, compare.getVersion());
                    case CREATE_REVISION ->
                            new Test.Number(
                                    Field.CREATE_REVISION, relation, compare.getCreateRevision());
                    case MOD_REVISION ->
                            new Test.Number(Field.MOD_REVISION, relation, compare.getModRevision());
                    case LEASE -> new Test.Number(Field.LEASE, relation, compare.getLease());
                    case OPERAND_NOT_SET -> throw Failures.invalid("a compare has no operand");
                };
        return new Compare(keys, test);
    }

    private Keys.One one(ByteString key) {
        return new Keys.One(keyspace, Requests.bytes(key));
    }

    static Keys.Range range(int keyspace, KeyRange range) {
        return new Keys.Range(
                keyspace, Requests.bytes(range.getStart()), Requests.bytes(range.getEnd()));
    }

    static Previous previous(boolean wanted) {
        return wanted ? Previous.WANTED : Previous.LEFT_OUT;
    }

    private static RuntimeException namesNoKey(String what) {
        return Failures.invalid("a " + what + " of the transaction names neither key nor range");
    }
}
