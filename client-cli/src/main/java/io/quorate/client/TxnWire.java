package io.quorate.client;

import io.quorate.v1.KeyRange;
import io.quorate.v1.RangeContent;
import io.quorate.v1.Relation;
import io.quorate.v1.TxnDelete;
import io.quorate.v1.TxnOperation;
import io.quorate.v1.TxnOperationResult;
import io.quorate.v1.TxnPut;
import io.quorate.v1.TxnRead;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transactions and their results, as the protocol's messages. */
final class TxnWire {

    private TxnWire() {}

    static io.quorate.v1.Txn txn(Txn txn) {
        var message = io.quorate.v1.Txn.newBuilder();
        for (Compare compare : txn.compares()) message.addCompares(compare(compare));
        for (Txn.Operation operation : txn.success()) message.addSuccess(operation(operation));
        for (Txn.Operation operation : txn.failure()) message.addFailure(operation(operation));
        return message.build();
    }

    private static io.quorate.v1.Compare compare(Compare compare) {
        var message = io.quorate.v1.Compare.newBuilder();
        switch (compare.keys()) {
            case Keys.One one -> message.setKey(one.key().byteString());
            case Keys.Range range -> message.setRange(range(range));
        }
        switch (compare.test()) {
            case Compare.Test.Value value ->
                    message.setRelation(relation(value.relation()))
                            .setValue(value.operand().byteString());
            case Compare.Test.Number number -> {
                message.setRelation(relation(number.relation()));
                switch (number.field()) {
                    case VERSION -> message.setVersion(number.operand());
                    case CREATE_REVISION -> message.setCreateRevision(number.operand());
                    case MOD_REVISION -> message.setModRevision(number.operand());
                    case LEASE -> message.setLease(number.operand());
                }
            }
        }
        return message.build();
    }

    private static Relation relation(Compare.Relation relation) {
        return switch (relation) {
            case EQUAL -> Relation.EQUAL;
            case NOT_EQUAL -> Relation.NOT_EQUAL;
            case LESS -> Relation.LESS;
            case GREATER -> Relation.GREATER;
        };
    }

    private static TxnOperation operation(Txn.Operation operation) {
        var message = TxnOperation.newBuilder();
        return switch (operation) {
            case Txn.Put put -> message.setPut(put(put)).build();
            case Txn.Delete delete -> message.setDelete(delete(delete)).build();
            case Txn.Read read -> message.setRead(read(read)).build();
            case Txn.Nested nested -> message.setTxn(txn(nested.txn())).build();
        };
    }

    private static TxnPut put(Txn.Put put) {
        return TxnPut.newBuilder()
                .setKey(put.key().byteString())
                .setValue(put.value().byteString())
                .setLease(put.lease())
                .setTtlMs(put.ttl().toMillis())
                .setReturnPrevious(put.previous() == Txn.Previous.WANTED)
                .build();
    }

    private static TxnDelete delete(Txn.Delete delete) {
        var message =
                TxnDelete.newBuilder().setReturnPrevious(delete.previous() == Txn.Previous.WANTED);
        return switch (delete.keys()) {
            case Keys.One one -> message.setKey(one.key().byteString()).build();
            case Keys.Range range -> message.setRange(range(range)).build();
        };
    }

    private static TxnRead read(Txn.Read read) {
        var message =
                TxnRead.newBuilder()
                        .setLimit(read.limit())
                        .setContent(content(read.content()))
                        .setSort(Requests.sort(read.order().by()))
                        .setOrder(Requests.order(read.order().direction()))
                        .setMinModRevision(read.revisions().minMod())
                        .setMaxModRevision(read.revisions().maxMod())
                        .setMinCreateRevision(read.revisions().minCreate())
                        .setMaxCreateRevision(read.revisions().maxCreate());
        return switch (read.keys()) {
            case Keys.One one -> message.setKey(one.key().byteString()).build();
            case Keys.Range range -> message.setRange(range(range)).build();
        };
    }

    static RangeContent content(RangeQuery.Content content) {
        return switch (content) {
            case KEYS_AND_VALUES -> RangeContent.RANGE_CONTENT_UNSPECIFIED;
            case KEYS -> RangeContent.RANGE_CONTENT_KEYS;
        };
    }

    static KeyRange range(Keys.Range range) {
        return KeyRange.newBuilder()
                .setStart(range.start().byteString())
                .setEnd(range.end().byteString())
                .build();
    }

    static TxnResult result(io.quorate.v1.TxnResponse response) {
        return new TxnResult(Wire.header(response.getHeader()), branch(response.getResult()));
    }

    private static TxnResult.Branch branch(io.quorate.v1.TxnResult result) {
        List<TxnResult.Each> results = new ArrayList<>(result.getResultsCount());
        for (TxnOperationResult each : result.getResultsList()) results.add(each(each));
        return new TxnResult.Branch(result.getSucceeded(), List.copyOf(results));
    }

    private static TxnResult.Each each(TxnOperationResult each) {
        return switch (each.getResultCase()) {
            case PUT ->
                    new TxnResult.Put(
                            each.getPut().hasPrevious()
                                    ? Optional.of(Wire.keyValue(each.getPut().getPrevious()))
                                    : Optional.empty());
            case DELETE ->
                    new TxnResult.Deleted(
                            each.getDelete().getDeleted(),
                            Wire.keyValues(each.getDelete().getPreviousList()));
            case READ ->
                    new TxnResult.Read(
                            Wire.keyValues(each.getRead().getKvsList()), each.getRead().getMore());
            case TXN -> branch(each.getTxn());
            // A newer server's operation, which this client cannot have asked for.
            case RESULT_NOT_SET ->
                    throw new IllegalStateException("an operation's result is of no known kind");
        };
    }
}
