package io.quorate.cli.verify;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.DeleteResult;
import io.quorate.client.GetResult;
import io.quorate.client.Header;
import io.quorate.client.KeyValue;
import io.quorate.client.Kv;
import io.quorate.client.KvException;
import io.quorate.client.RangeQuery;
import io.quorate.client.RangeResult;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;
import io.quorate.verify.Condition;
import io.quorate.verify.Invocation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Does with a cluster what an invocation says, under a prefix, and tells what became of it. All
 * that is put hangs on one lease: when that ends nothing is left, not even of a write that comes
 * late. Thread-safe.
 */
final class Store {

    private final String prefix;
    private final long lease;
    private final ListTransactions lists;
    private final Map<String, LongAdder> readsByNode = new ConcurrentSkipListMap<>();

    /**
     * @param prefix of every key; the history's keys are what comes behind it
     * @param lease that every key is attached to
     */
    Store(String prefix, long lease) {
        this.prefix = prefix;
        this.lease = lease;
        this.lists = new ListTransactions(this::key, lease);
    }

    /** How many reads each member answered. */
    Map<String, Long> readsByNode() {
        Map<String, Long> reads = new LinkedHashMap<>();
        readsByNode.forEach((node, count) -> reads.put(node, count.sum()));
        return reads;
    }

    /** Does it once; what fails is an outcome too. */
    Outcome take(Kv kv, Invocation invocation) {
        try {
            return switch (invocation) {
                case Invocation.Get get -> get(kv, get);
                case Invocation.Put put -> put(kv, put);
                case Invocation.Delete delete -> delete(kv, delete);
                case Invocation.PutIf putIf -> putIf(kv, putIf);
                case Invocation.Range range -> range(kv, range);
                case Invocation.ReadList read -> readList(kv, read);
                case Invocation.Append append -> append(kv, append);
                case Invocation.Transaction transaction -> transaction(kv, transaction);
                case Invocation.Add _, Invocation.ReadCounter _ ->
                        throw new IllegalArgumentException("no counters are drawn");
            };
        } catch (KvException why) {
            return outcome(invocation, why);
        }
    }

    /** An operation that was done, and whose answer is lost, is one of unknown answer. */
    private static Outcome outcome(Invocation invocation, KvException why) {
        return switch (why.outcome()) {
            case NOT_DONE -> new Outcome.Fail();
            case DONE, UNKNOWN -> invocation.isRead() ? new Outcome.Fail() : new Outcome.Unknown();
        };
    }

    private Bytes key(String name) {
        return Bytes.utf8(prefix + name);
    }

    private static String text(Bytes bytes) {
        return bytes.text().orElseThrow(() -> new IllegalStateException("not what was stored"));
    }

    private static Outcome ok(Response response, Header header) {
        return new Outcome.Ok(response, header.revision());
    }

    private Outcome read(Response response, Header header) {
        readsByNode.computeIfAbsent(header.node(), _ -> new LongAdder()).increment();
        return ok(response, header);
    }

    private Outcome get(Kv kv, Invocation.Get get) {
        GetResult result = kv.get(key(get.key()));
        Response response =
                result.kv()
                        .<Response>map(
                                found ->
                                        new Response.Found(
                                                text(found.value()), found.modRevision()))
                        .orElseGet(Response.Absent::new);
        return read(response, result.header());
    }

    private Outcome put(Kv kv, Invocation.Put put) {
        Header header = kv.put(key(put.key()), Bytes.utf8(put.value()), lease).header();
        return ok(new Response.Stored(), header);
    }

    private Outcome delete(Kv kv, Invocation.Delete delete) {
        DeleteResult result = kv.delete(key(delete.key()));
        Response response = result.deleted() ? new Response.Deleted() : new Response.Absent();
        return ok(response, result.header());
    }

    private Outcome putIf(Kv kv, Invocation.PutIf putIf) {
        Bytes key = key(putIf.key());
        Compare compare =
                switch (putIf.condition()) {
                    case Condition.IsAbsent _ -> Compare.absent(key);
                    case Condition.HasRevision(long revision) ->
                            Compare.unchangedSince(key, revision);
                    case Condition.HasValue(String value) -> Compare.holds(key, Bytes.utf8(value));
                };
        Txn.Put put = Txn.put(key, Bytes.utf8(putIf.value()), lease);
        TxnResult result = kv.txn(Txn.when(compare).then(put));
        Response response = result.succeeded() ? new Response.Stored() : new Response.NotStored();
        return ok(response, result.header());
    }

    private Outcome range(Kv kv, Invocation.Range range) {
        RangeResult result = kv.range(RangeQuery.between(key(range.start()), key(range.end())));
        List<Response.Pair> pairs = new ArrayList<>();
        for (KeyValue found : result.kvs()) {
            String name = text(found.key()).substring(prefix.length());
            pairs.add(new Response.Pair(name, text(found.value()), found.modRevision()));
        }
        return read(new Response.Pairs(pairs), result.header());
    }

    private Outcome readList(Kv kv, Invocation.ReadList read) {
        GetResult result = kv.get(key(read.key()));
        return read(new Response.Elements(ListTransactions.elements(result.kv())), result.header());
    }

    private Outcome append(Kv kv, Invocation.Append append) {
        return lists.take(kv, List.of(append))
                .<Outcome>map(done -> new Outcome.Ok(done.responses().getFirst(), done.revision()))
                .orElseGet(Outcome.Fail::new);
    }

    private Outcome transaction(Kv kv, Invocation.Transaction transaction) {
        return lists.take(kv, transaction.steps())
                .<Outcome>map(
                        done ->
                                new Outcome.Ok(
                                        new Response.Each(done.responses()), done.revision()))
                .orElseGet(Outcome.Fail::new);
    }
}
