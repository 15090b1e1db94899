package io.quorate.fake;

import com.google.protobuf.ByteString;

import io.quorate.v1.Compare;
import io.quorate.v1.KeyRange;
import io.quorate.v1.KeyValue;
import io.quorate.v1.Txn;
import io.quorate.v1.TxnDeleteResult;
import io.quorate.v1.TxnOperation;
import io.quorate.v1.TxnOperationResult;
import io.quorate.v1.TxnPut;
import io.quorate.v1.TxnPutResult;
import io.quorate.v1.TxnReadResult;
import io.quorate.v1.TxnResult;

import java.util.Comparator;
import java.util.List;

/** Does one transaction on the map of a {@link FakeCluster}, as far as clients are tested by it. */
final class FakeTxn {

    private static final Comparator<ByteString> ORDER =
            ByteString.unsignedLexicographicalComparator();

    private final FakeCluster cluster;
    private final long revision;
    private boolean changed;

    FakeTxn(FakeCluster cluster) {
        this.cluster = cluster;
        this.revision = cluster.revision.get() + 1;
    }

    /** The revision that it made, or found. */
    long revision() {
        return changed ? revision : revision - 1;
    }

    TxnResult take(Txn txn) {
        boolean succeeds = txn.getComparesList().stream().allMatch(this::holds);
        var result = TxnResult.newBuilder().setSucceeded(succeeds);
        for (TxnOperation each : succeeds ? txn.getSuccessList() : txn.getFailureList()) {
            result.addResults(take(each));
        }
        if (changed) cluster.revision.set(revision);
        return result.build();
    }

    private TxnOperationResult take(TxnOperation operation) {
        var result = TxnOperationResult.newBuilder();
        return switch (operation.getOperationCase()) {
            case PUT -> result.setPut(put(operation.getPut())).build();
            case DELETE -> {
                List<KeyValue> gone =
                        operation.getDelete().hasRange()
                                ? within(operation.getDelete().getRange())
                                : one(operation.getDelete().getKey());
                changed |= !gone.isEmpty();
                for (KeyValue kv : gone) cluster.map.remove(kv.getKey());
                yield result.setDelete(TxnDeleteResult.newBuilder().setDeleted(gone.size()))
                        .build();
            }
            case READ -> {
                List<KeyValue> found =
                        operation.getRead().hasRange()
                                ? within(operation.getRead().getRange())
                                : one(operation.getRead().getKey());
                yield result.setRead(TxnReadResult.newBuilder().addAllKvs(found)).build();
            }
            case TXN -> result.setTxn(take(operation.getTxn())).build();
            case OPERATION_NOT_SET -> throw new IllegalArgumentException("no operation");
        };
    }

    private TxnPutResult put(TxnPut put) {
        changed = true;
        cluster.store(put.getKey(), put.getValue(), put.getLease(), revision);
        return TxnPutResult.getDefaultInstance();
    }

    private List<KeyValue> one(ByteString key) {
        KeyValue kv = cluster.map.get(key);
        return kv == null ? List.of() : List.of(kv);
    }

    private List<KeyValue> within(KeyRange range) {
        return cluster.map.tailMap(range.getStart()).values().stream()
                .takeWhile(
                        kv ->
                                range.getEnd().isEmpty()
                                        || ORDER.compare(kv.getKey(), range.getEnd()) < 0)
                .toList();
    }

    private boolean holds(Compare compare) {
        KeyValue kv = cluster.map.getOrDefault(compare.getKey(), KeyValue.getDefaultInstance());
        int order =
                switch (compare.getOperandCase()) {
                    case VALUE -> ORDER.compare(kv.getValue(), compare.getValue());
                    case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
                    case CREATE_REVISION ->
                            Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
                    case MOD_REVISION ->
                            Long.compare(kv.getModRevision(), compare.getModRevision());
                    case LEASE -> Long.compare(kv.getLease(), compare.getLease());
                    case OPERAND_NOT_SET -> throw new IllegalArgumentException("no operand");
                };
        return switch (compare.getRelation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
            case RELATION_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("no relation");
        };
    }
}
