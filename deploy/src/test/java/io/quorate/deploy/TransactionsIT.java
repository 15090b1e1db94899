package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.KeyValue;
import io.quorate.client.Keys;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.RangeQuery;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;
import io.quorate.client.core.Reason;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.TxnOperation;
import io.quorate.v1.TxnRequest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Transactions against real nodes: by the library, by kvctl, and wrong ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class TransactionsIT {

    private LocalCluster cluster;
    private KvClient client;

    @BeforeAll
    void start() {
        cluster = LocalCluster.started("transactions", 3);
        cluster.awaitLeader();
        client = KvClient.builder().endpoints(List.of(cluster.endpoints().split(","))).build();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    /** Counters by compare-and-set: each increment counts once, whoever else increments. */
    @Test
    void concurrentIncrementsAllCount() {
        Bytes counter = Bytes.utf8("counter");
        List<CompletableFuture<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            workers.add(CompletableFuture.supplyAsync(() -> increment(counter, 25)));
        }
        for (var worker : workers) assertTrue(worker.join() >= 25);
        assertEquals(Optional.of("200"), text(client.get(counter).kv()));
        assertEquals(200, client.get(counter).kv().orElseThrow().version());
    }

    /** How many transactions it took. */
    private int increment(Bytes counter, int times) {
        int tried = 0;
        for (int done = 0; done < times; tried++) {
            Optional<KeyValue> before = client.get(counter).kv();
            long next =
                    before.map(kv -> Long.parseLong(kv.value().text().orElseThrow())).orElse(0L)
                            + 1;
            long revision = before.map(KeyValue::modRevision).orElse(0L);
            Txn add =
                    Txn.when(Compare.unchangedSince(counter, revision))
                            .then(Txn.put(counter, Bytes.utf8(Long.toString(next))));
            if (client.txn(add).succeeded()) done++;
        }
        return tried;
    }

    @Test
    void aTransactionIsOneRevision() {
        client.txn(
                Txn.putAll(
                        Map.of(
                                Bytes.utf8("one/a"),
                                Bytes.utf8("1"),
                                Bytes.utf8("one/b"),
                                Bytes.utf8("2"))));
        var txn =
                Txn.when(
                                Compare.number(
                                        Keys.prefix(Bytes.utf8("one/")),
                                        Compare.Field.VERSION,
                                        Compare.Relation.EQUAL,
                                        1))
                        .then(
                                new Txn.Put(
                                        Bytes.utf8("one/a"),
                                        Bytes.utf8("3"),
                                        0,
                                        Txn.Previous.WANTED),
                                Txn.read(Keys.prefix(Bytes.utf8("one/"))),
                                new Txn.Delete(Keys.of(Bytes.utf8("one/b")), Txn.Previous.WANTED),
                                new Txn.Nested(
                                        Txn.when(Compare.absent(Bytes.utf8("one/b")))
                                                .then(Txn.put(Bytes.utf8("one/c"), Bytes.EMPTY))));
        TxnResult result = client.txn(txn);
        assertTrue(result.succeeded());
        long revision = result.header().revision();
        var put = (TxnResult.Put) result.results().get(0);
        assertEquals(Optional.of("1"), text(put.previous()));
        var read = (TxnResult.Read) result.results().get(1);
        assertEquals(
                List.of(revision, revision - 1),
                read.kvs().stream().map(KeyValue::modRevision).toList());
        var deleted = (TxnResult.Deleted) result.results().get(2);
        assertEquals(1, deleted.count());
        assertEquals(Optional.of("2"), text(Optional.of(deleted.previous().getFirst())));
        assertTrue(((TxnResult.Branch) result.results().get(3)).succeeded());
        var all = client.range(RangeQuery.prefix(Bytes.utf8("one/"))).kvs();
        assertEquals(List.of(revision, revision), all.stream().map(KeyValue::modRevision).toList());
        assertEquals(2, client.delete(Keys.prefix(Bytes.utf8("one/"))).count());
    }

    @Test
    void whatIsTooMuchIsRefusedWholeAndNothingIsDone() {
        for (int i = 0; i < 10_001; i += 128) {
            Txn.Operation[] puts = new Txn.Operation[Math.min(128, 10_001 - i)];
            for (int j = 0; j < puts.length; j++) {
                puts[j] = Txn.put(Bytes.utf8("many/" + (i + j)), Bytes.EMPTY);
            }
            client.txn(Txn.when().then(puts));
        }
        var many = Keys.prefix(Bytes.utf8("many/"));
        var why = assertThrows(KvException.class, () -> client.delete(many));
        assertEquals(Reason.TOO_LARGE, why.reason());
        assertEquals(10_001, client.count(RangeQuery.prefix(Bytes.utf8("many/"))).count());
        client.delete(Bytes.utf8("many/0"));
        assertEquals(10_000, client.delete(many).count());
    }

    @Test
    void whatMakesNoSenseIsInvalid() {
        Bytes key = Bytes.utf8("k");
        invalid(Txn.when().then(Txn.put(key, key), Txn.put(key, key)));
        invalid(Txn.when().then(Txn.put(Bytes.EMPTY, key)));
        Txn.Operation[] tooMany = new Txn.Operation[129];
        Arrays.fill(tooMany, Txn.read(Keys.of(key)));
        invalid(Txn.when().then(tooMany));
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(cluster.awaitLeader().clientAddress())
                        .usePlaintext()
                        .build();
        try {
            var kv = KvGrpc.newBlockingStub(channel);
            var bad =
                    List.of(
                            io.quorate.v1.Txn.newBuilder()
                                    .addSuccess(TxnOperation.getDefaultInstance()),
                            io.quorate.v1.Txn.newBuilder()
                                    .addCompares(io.quorate.v1.Compare.getDefaultInstance()),
                            io.quorate.v1.Txn.newBuilder()
                                    .addCompares(
                                            io.quorate.v1.Compare.newBuilder()
                                                    .setKey(ByteString.copyFromUtf8("k"))
                                                    .setRelationValue(9)
                                                    .setVersion(1)));
            for (var txn : bad) {
                var error =
                        assertThrows(
                                StatusRuntimeException.class,
                                () -> kv.txn(TxnRequest.newBuilder().setTxn(txn).build()));
                assertEquals(
                        Status.Code.INVALID_ARGUMENT,
                        error.getStatus().getCode(),
                        error.toString());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private void invalid(Txn txn) {
        var why = assertThrows(KvException.class, () -> client.txn(txn));
        assertEquals(Reason.INVALID, why.reason());
    }

    @Test
    void kvctlTakesATransactionAsPeopleWriteIt() {
        String claim = "if absent(owner) then put owner me; get owner else get owner";
        Finished first = cluster.kvctl(0, "txn", claim);
        assertTrue(
                first.text().matches("success, revision [0-9]+\nstored\nfound 1\nowner\tme\n"),
                first.toString());
        Finished second = cluster.kvctl(6, "txn", claim);
        assertTrue(
                second.text().matches("failure, revision [0-9]+\nfound 1\nowner\tme\n"),
                second.toString());
        Finished json = cluster.kvctl(6, "txn", "-o", "json", claim);
        assertTrue(
                json.text().startsWith("{\"succeeded\":false,\"results\":[{\"operation\":\"read\""),
                json.toString());
        assertTrue(
                cluster.kvctl(2, "txn", "frobnicate x")
                        .err()
                        .contains("line 1: 'frobnicate' is none of"));
        assertTrue(
                cluster.kvctl(1, "txn", "put a 1; put a 2").err().contains("changes a key twice"));
        assertTrue(
                cluster.kvctl(0, "delete", "--prefix", "own")
                        .text()
                        .startsWith("deleted 1 keys, revision "));
        cluster.kvctl(1, "delete", "--range", "own", "owz");
        cluster.kvctl(2, "delete", "owner", "--prefix", "own");
    }

    private static Optional<String> text(Optional<KeyValue> kv) {
        return kv.flatMap(found -> found.value().text());
    }
}
