package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.client.Bytes;
import io.quorate.client.GetResult;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.PutResult;
import io.quorate.v1.GetRequest;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Streams of batches against real processes: their order, {@code kill -9}, and their bounds. */
class PipelineIT {

    private static final Bytes KEY = Bytes.utf8("pipelined");
    private static final int KILLS = 3;

    private static Bytes value(long number) {
        return Bytes.utf8(Long.toString(number));
    }

    private static long number(GetResult result) {
        return Long.parseLong(result.kv().orElseThrow().value().text().orElseThrow());
    }

    private static KvClient patient(KvClient client) {
        return client.with(client.options().withTimeout(Duration.ofSeconds(60)));
    }

    /** Puts and gets of one key, one after the other, as fast as the pipeline takes them. */
    private static final class Writer implements Runnable {

        private final KvClient client;
        private final AtomicBoolean goOn = new AtomicBoolean(true);
        private final AtomicLong answered = new AtomicLong();
        private final List<CompletableFuture<PutResult>> puts = new ArrayList<>();
        private final List<CompletableFuture<GetResult>> gets = new ArrayList<>();

        Writer(KvClient client) {
            this.client = client;
        }

        @Override
        public void run() {
            try (var pipeline = client.pipeline()) {
                for (long i = 0; goOn.get(); i++) {
                    var put = pipeline.put(KEY, value(i));
                    var _ = put.thenRun(answered::incrementAndGet);
                    puts.add(put);
                    if (i % 50 == 0) gets.add(pipeline.get(KEY));
                }
            }
        }

        /** Kills leaders in the middle of it, and ends it. */
        void runThroughKills(LocalCluster cluster) {
            CompletableFuture<Void> running = CompletableFuture.runAsync(this);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    KvdProcess leader = cluster.awaitLeader();
                    awaitProgress(leader);
                    leader.kill();
                    leader.awaitEnd();
                    awaitProgress(cluster.awaitLeader());
                    cluster.start(leader);
                    leader.awaitReady();
                }
            } finally {
                goOn.set(false);
            }
            running.join();
        }

        private void awaitProgress(KvdProcess node) {
            long before = answered.get();
            node.await(
                    Duration.ofSeconds(60),
                    "or the pipeline stands still",
                    () -> answered.get() > before + 2_000);
        }
    }

    @Test
    @Timeout(300)
    void numberedWritesAreDoneOnceAndInOrderThoughLeadersAreKilled() {
        try (var cluster = LocalCluster.started("pipeline-once", 3);
                var plain = KvClient.of(cluster.endpoints().split(","))) {
            var writer = new Writer(patient(plain).exactlyOnce());
            writer.runThroughKills(cluster);

            long last = 0;
            for (var put : writer.puts) {
                long revision = put.join().header().revision();
                assertTrue(revision > last, revision + " comes after " + last);
                last = revision;
            }
            for (int i = 0; i < writer.gets.size(); i++) {
                assertEquals(50L * i, number(writer.gets.get(i).join()), "a get sees its put");
            }
            KeyValue left = plain.get(KEY).kv().orElseThrow();
            assertEquals(value(writer.puts.size() - 1), left.value());
            assertEquals(writer.puts.size(), left.version(), "each put is done once");
        }
    }

    @Test
    @Timeout(300)
    void plainWritesAreDoneInOrderOrUnknownThoughLeadersAreKilled() throws Exception {
        try (var cluster = LocalCluster.started("pipeline-plain", 3);
                var plain = KvClient.of(cluster.endpoints().split(","))) {
            var writer = new Writer(patient(plain));
            writer.runThroughKills(cluster);

            long last = 0;
            int unknown = 0;
            for (var put : writer.puts) {
                try {
                    long revision = put.get().header().revision();
                    assertTrue(revision > last, revision + " comes after " + last);
                    last = revision;
                } catch (ExecutionException failed) {
                    var why = (KvException) failed.getCause();
                    assertEquals(OutcomeUnknownException.class, why.getClass(), why.getMessage());
                    unknown++;
                }
            }
            long version = plain.get(KEY).kv().orElseThrow().version();
            int done = writer.puts.size() - unknown;
            assertTrue(version >= done && version <= writer.puts.size(), version + " of " + done);
        }
    }

    /** It asks for as much as it is let, takes none of it, and others do not notice. */
    @Test
    @Timeout(120)
    void aClientThatNeverReadsHoldsUpNobodyAndFillsNoMemory() {
        try (var cluster = LocalCluster.started("pipeline-deaf", 1);
                var client = KvClient.of(cluster.endpoints())) {
            KvdProcess node = cluster.node("n1");
            client.put(KEY, Bytes.wrap(new byte[1 << 20]));
            long before = node.residentBytes();
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(node.clientAddress()).usePlaintext().build();
            try {
                for (int i = 0; i < 8; i++) fillDeaf(channel);
                for (int i = 0; i < 1_000; i++) {
                    Bytes other = Bytes.utf8("other/" + i);
                    client.put(other, value(i));
                    assertEquals(i, number(client.get(other)));
                }
                long grown = node.residentBytes() - before;
                assertTrue(grown < 400L << 20, grown + " bytes more");
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** Sends batches of gets of a large value until the server reads no more. */
    private static void fillDeaf(ManagedChannel channel) {
        var get = GetRequest.newBuilder().setKey(ByteString.copyFromUtf8("pipelined"));
        var batch = PipelineRequest.newBuilder();
        for (int i = 0; i < 1_000; i++) {
            batch.addOperations(PipelineOperation.newBuilder().setGet(get));
        }
        ClientCall<PipelineRequest, PipelineResponse> call =
                channel.newCall(KvGrpc.getPipelineMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        for (int i = 0; i < 20; i++) call.sendMessage(batch.build());
    }
}
