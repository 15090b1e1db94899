package io.quorate.client;

import io.quorate.v1.DeleteRequest;
import io.quorate.v1.GetRequest;
import io.quorate.v1.PutRequest;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeOrder;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeSort;
import io.quorate.v1.RequestContext;
import io.quorate.v1.TxnRequest;

/**
 * What a client is asked for, as the protocol's messages. What the server would refuse for its size
 * is refused here.
 */
final class Requests {

    private Requests() {}

    static PutRequest put(RequestContext context, Bytes key, Bytes value, Life life) {
        checkKey(key);
        if (value.size() > Limits.VALUE_BYTES_MAX) {
            throw KvException.invalid(
                    "a value is at most " + Limits.VALUE_BYTES_MAX + " bytes, not " + value.size());
        }
        return PutRequest.newBuilder()
                .setContext(context)
                .setKey(key.byteString())
                .setValue(value.byteString())
                .setLease(life.lease())
                .setTtlMs(life.ttl().toMillis())
                .build();
    }

    static GetRequest get(RequestOptions options, Bytes key) {
        checkKey(key);
        return GetRequest.newBuilder()
                .setContext(options.context())
                .setKey(key.byteString())
                .build();
    }

    static DeleteRequest delete(RequestContext context, Keys keys) {
        var request = DeleteRequest.newBuilder().setContext(context);
        return switch (keys) {
            case Keys.One one -> {
                checkKey(one.key());
                yield request.setKey(one.key().byteString()).build();
            }
            case Keys.Range range -> request.setRange(TxnWire.range(range)).build();
        };
    }

    static TxnRequest txn(RequestContext context, Txn txn) {
        return TxnRequest.newBuilder().setContext(context).setTxn(TxnWire.txn(txn)).build();
    }

    static RangeRequest range(RequestOptions options, RangeQuery query) {
        return whole(options, query).setContent(TxnWire.content(query.content())).build();
    }

    static RangeRequest count(RequestOptions options, RangeQuery query) {
        return whole(options, query).setContent(RangeContent.RANGE_CONTENT_COUNT).build();
    }

    private static RangeRequest.Builder whole(RequestOptions options, RangeQuery query) {
        return RangeRequest.newBuilder()
                .setContext(options.context())
                .setStart(query.start().byteString())
                .setEnd(query.end().byteString())
                .setLimit(query.limit())
                .setSort(sort(query.order().by()))
                .setOrder(order(query.order().direction()))
                .setMinModRevision(query.revisions().minMod())
                .setMaxModRevision(query.revisions().maxMod())
                .setMinCreateRevision(query.revisions().minCreate())
                .setMaxCreateRevision(query.revisions().maxCreate());
    }

    static RangeSort sort(RangeQuery.SortBy by) {
        return switch (by) {
            case KEY -> RangeSort.RANGE_SORT_BY_KEY;
            case VERSION -> RangeSort.RANGE_SORT_BY_VERSION;
            case CREATE_REVISION -> RangeSort.RANGE_SORT_BY_CREATE_REVISION;
            case MOD_REVISION -> RangeSort.RANGE_SORT_BY_MOD_REVISION;
            case VALUE -> RangeSort.RANGE_SORT_BY_VALUE;
        };
    }

    static RangeOrder order(RangeQuery.Direction direction) {
        return switch (direction) {
            case ASCENDING -> RangeOrder.RANGE_ORDER_ASCENDING;
            case DESCENDING -> RangeOrder.RANGE_ORDER_DESCENDING;
        };
    }

    private static void checkKey(Bytes key) {
        if (key.isEmpty() || key.size() > Limits.KEY_BYTES_MAX) {
            throw KvException.invalid(
                    "a key is 1 to " + Limits.KEY_BYTES_MAX + " bytes, not " + key.size());
        }
    }
}
