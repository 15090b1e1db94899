package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.Keys;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.LeaseResult;
import io.quorate.client.Txn;
import io.quorate.client.core.Reason;
import io.quorate.v1.KeepLeaseRequest;
import io.quorate.v1.LeaseResponse;
import io.quorate.v1.LeasesGrpc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Leases of real nodes: they end by themselves, and no change of leader ends or resets one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class LeasesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private LocalCluster cluster;
    private KvClient client;

    @BeforeAll
    void start() {
        cluster = LocalCluster.started("leases", 3);
        cluster.awaitLeader();
        client = KvClient.builder().endpoints(List.of(cluster.endpoints().split(","))).build();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void whatIsAttachedGoesByItselfOnEveryNode() {
        LeaseResult lease = client.leases().grant(Duration.ofSeconds(1));
        client.put(Bytes.utf8("short/a"), Bytes.EMPTY, lease.lease());
        client.put(Bytes.utf8("short/b"), Bytes.EMPTY, lease.lease());
        client.put(Bytes.utf8("stays"), Bytes.EMPTY);
        for (KvdProcess node : cluster.nodes()) {
            try (var near = eventual(node)) {
                node.await(
                        DEADLINE,
                        "or the keys of an ended lease go",
                        () -> isAbsent(near, "short/a") && isAbsent(near, "short/b"));
                assertTrue(!isAbsent(near, "stays"));
            }
        }
        var why = assertThrows(KvException.class, () -> client.leases().keep(lease.lease()));
        assertEquals(Reason.LEASE_NOT_FOUND, why.reason());
    }

    @Test
    void aChangeOfLeaderNeitherEndsNorResetsALease() {
        LeaseResult kept = client.leases().grant(Duration.ofSeconds(600));
        client.put(Bytes.utf8("kept"), Bytes.EMPTY, kept.lease());
        KvdProcess leader = cluster.awaitLeader();
        leader.kill();
        leader.awaitEnd();
        cluster.awaitLeader();
        LeaseResult now = client.leases().timeToLive(kept.lease());
        assertEquals(Duration.ofSeconds(600), now.ttl());
        assertTrue(now.left().compareTo(now.ttl()) < 0, now.toString());
        assertTrue(client.leases().list().leases().contains(kept.lease()));
        cluster.start(leader);
        leader.awaitReady();
        assertEquals(1, client.leases().revoke(kept.lease()).count());
        assertEquals(Optional.empty(), client.get(Bytes.utf8("kept")).kv());
    }

    @Test
    void aLeaseIsKeptByAStream() throws InterruptedException {
        LeaseResult lease = client.leases().grant(Duration.ofSeconds(600));
        String address = cluster.awaitLeader().clientAddress();
        ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
            var requests = LeasesGrpc.newStub(channel).keepAlive(into(answers));
            for (int i = 0; i < 3; i++) requests.onNext(keep(lease.lease()));
            for (int i = 0; i < 3; i++) {
                var answer = (LeaseResponse) answers.poll(60, TimeUnit.SECONDS);
                assertEquals(600_000, answer.getLeftMs());
            }
            requests.onNext(keep(lease.lease()));
            requests.onCompleted();
            assertTrue(answers.poll(60, TimeUnit.SECONDS) instanceof LeaseResponse);
            assertEquals("end", answers.poll(60, TimeUnit.SECONDS));
            var others = LeasesGrpc.newStub(channel).keepAlive(into(answers));
            others.onNext(keep(Long.MAX_VALUE - 1));
            var refused = Status.fromThrowable((Throwable) answers.poll(60, TimeUnit.SECONDS));
            assertEquals(Status.Code.NOT_FOUND, refused.getCode());
        } finally {
            channel.shutdownNow();
        }
    }

    private static KeepLeaseRequest keep(long lease) {
        return KeepLeaseRequest.newBuilder().setLease(lease).build();
    }

    private static StreamObserver<LeaseResponse> into(BlockingQueue<Object> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(LeaseResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(failure);
            }

            @Override
            public void onCompleted() {
                answers.add("end");
            }
        };
    }

    @Test
    void wrongTimesAndIdsAreRefusedAndNothingIsDone() {
        for (var ttl : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(31))) {
            var why = assertThrows(KvException.class, () -> client.leases().grant(ttl));
            assertEquals(Reason.INVALID, why.reason());
        }
        var negative =
                assertThrows(
                        KvException.class, () -> client.leases().grant(-1, Duration.ofSeconds(9)));
        assertEquals(Reason.INVALID, negative.reason());
        long id = client.leases().grant(Duration.ofSeconds(600)).lease();
        var twice =
                assertThrows(
                        KvException.class, () -> client.leases().grant(id, Duration.ofSeconds(9)));
        assertEquals(Reason.LEASE_EXISTS, twice.reason());
        var key = Bytes.utf8("nobody's");
        var unknown = assertThrows(KvException.class, () -> client.put(key, Bytes.EMPTY, 1L << 60));
        assertEquals(Reason.LEASE_NOT_FOUND, unknown.reason());
        assertEquals(0, client.delete(Keys.of(key)).count());
        assertTrue(client.txn(Txn.when().then(Txn.put(key, key))).succeeded());
    }

    @Test
    void kvctlGrantsKeepsLooksAndRevokes() {
        String id = cluster.kvctl(0, "lease", "grant", "600s").text().strip();
        cluster.kvctl(0, "put", "--lease", id, "leased", "value");
        assertTrue(
                cluster.kvctl(0, "get", "leased", "-o", "json").text().contains("\"lease\":" + id));
        assertEquals(
                "lease " + id + ", 600 s of 600 s left\n",
                cluster.kvctl(0, "lease", "keep-alive", "--once", id).text());
        assertTrue(cluster.kvctl(0, "lease", "ttl", id).text().startsWith("lease " + id + ", "));
        assertTrue(cluster.kvctl(0, "lease", "list").text().lines().toList().contains(id));
        assertEquals("revoked, 1 keys removed\n", cluster.kvctl(0, "lease", "revoke", id).text());
        assertTrue(
                cluster.kvctl(1, "lease", "revoke", id).err().contains("there is no such lease"));
        cluster.kvctl(1, "get", "leased");
        cluster.kvctl(1, "lease", "grant", "10ms");
        cluster.kvctl(2, "lease", "grant", "soon");
    }

    private static KvClient eventual(KvdProcess node) {
        KvClient near = KvClient.of(node.clientAddress());
        return near.with(near.options().withConsistency(Consistency.EVENTUAL));
    }

    private static boolean isAbsent(KvClient near, String key) {
        return near.get(Bytes.utf8(key)).kv().isEmpty();
    }
}
