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
import io.quorate.client.Consistency;
import io.quorate.client.GetResult;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.RangeQuery;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.GetRequest;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.RequestContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every node answers what was, exactly: the library, kvctl, and wrong requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PastReadsIT {

    /** Revisions 1 to 40 put the numbers from 1, 41 removes the key, 42 puts the last. */
    private static final int PUTS = 40;

    private static final Bytes KEY = Bytes.utf8("k");

    private LocalCluster cluster;
    private KvClient client;

    @BeforeAll
    void start() {
        cluster = LocalCluster.started("past-reads", 3);
        cluster.awaitLeader();
        client = PatientClient.of(cluster.endpoints());
        for (int i = 1; i <= PUTS; i++) {
            assertEquals(i, client.put(KEY, Bytes.utf8("v" + i)).header().revision());
        }
        client.delete(KEY);
        client.put(KEY, Bytes.utf8("last"));
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void everyNodeShowsEveryRevisionAsItWas() {
        for (KvdProcess node : cluster.nodes()) {
            try (var near = PatientClient.of(node.clientAddress())) {
                List<Optional<String>> found = new ArrayList<>();
                List<Optional<String>> expected = new ArrayList<>();
                for (int at = 1; at <= PUTS + 2; at++) {
                    GetResult result = at(near, at).get(KEY);
                    assertEquals(at, result.header().revision());
                    assertEquals(node.id(), result.header().node());
                    assertEquals(Optional.of(Consistency.atRevision(at)), result.header().level());
                    found.add(result.kv().flatMap(kv -> kv.value().text()));
                    expected.add(value(at));
                }
                assertEquals(expected, found);
            }
        }
    }

    @Test
    void aRangeShowsOneRevisionTooAndSaysWhenAKeyWasMade() {
        var range = at(client, 17).range(RangeQuery.prefix(Bytes.EMPTY));
        assertEquals(List.of(new KeyValue(KEY, Bytes.utf8("v17"), 1, 17, 17, 0)), range.kvs());
        assertEquals(17, range.header().revision());
        assertEquals(List.of(), at(client, PUTS + 1).range(RangeQuery.prefix(KEY)).kvs());
    }

    @Test
    void aRangeIsCountedOrShownWithoutValues() {
        for (int i = 0; i < 3; i++) client.put(Bytes.utf8("count/" + i), Bytes.utf8("value"));
        RangeQuery range = RangeQuery.prefix(Bytes.utf8("count/"));
        assertEquals(3, client.count(range).count());
        assertEquals(2, client.count(range.limitedTo(2)).count());
        assertTrue(client.count(range.limitedTo(2)).more());
        assertEquals(0, at(client, 1).count(range).count());
        for (KeyValue kv : client.range(range.keysOnly()).kvs()) {
            assertEquals(Bytes.EMPTY, kv.value());
            assertEquals(1, kv.version());
        }
        assertEquals("3\n", cluster.kvctl(0, "range", "--count", "--prefix", "count/").text());
        assertEquals(
                "count/0\ncount/1\ncount/2\n",
                cluster.kvctl(0, "range", "--keys-only", "--prefix", "count/").text());
        cluster.kvctl(2, "range", "--count", "--keys-only", "--prefix", "count/");
        for (int i = 0; i < 3; i++) client.delete(Bytes.utf8("count/" + i));
    }

    @Test
    void kvctlReadsThePastAndExplainsWhatItShows() {
        assertEquals("v5\n", cluster.kvctl(0, "get", "k", "--revision", "5").text());
        assertEquals(
                "k\tv6\n", cluster.kvctl(0, "range", "--prefix", "", "--revision", "6").text());
        assertTrue(cluster.kvctl(0, "get", "k", "--explain").err().contains("linearizable"));
        Finished past = cluster.kvctl(0, "get", "k", "--revision", "5", "--explain");
        assertTrue(past.err().contains("revision 5, the past"), past.toString());
        long newest = client.get(KEY).header().revision();
        Finished future = cluster.kvctl(1, "get", "k", "--revision", Long.toString(newest + 1));
        assertTrue(future.err().contains("the newest is " + newest), future.toString());
        cluster.kvctl(2, "get", "k", "--revision", "0");
        cluster.kvctl(2, "get", "k", "--revision", "-1");
    }

    @Test
    void aRevisionAndItsLevelGoTogether() {
        String address = cluster.node("n1").clientAddress();
        ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            var kv = KvGrpc.newBlockingStub(channel);
            var alone = RequestContext.newBuilder().setAtRevision(3);
            var nowhere = RequestContext.newBuilder().setLevel(ConsistencyLevel.AT_REVISION);
            var negative = nowhere.clone().setAtRevision(-3);
            for (var context : List.of(alone, nowhere, negative)) {
                var request =
                        GetRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("k"))
                                .setContext(context)
                                .build();
                var error = assertThrows(StatusRuntimeException.class, () -> kv.get(request));
                assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static KvClient at(KvClient client, long revision) {
        return client.with(client.options().withConsistency(Consistency.atRevision(revision)));
    }

    private static Optional<String> value(int revision) {
        if (revision <= PUTS) return Optional.of("v" + revision);
        return revision == PUTS + 1 ? Optional.empty() : Optional.of("last");
    }
}
