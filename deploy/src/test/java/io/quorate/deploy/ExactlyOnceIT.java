package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.Txn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counters under {@code kill -9} of leaders. An increment is a compare-and-set: one that was done,
 * whose answer was lost, and that was sent again would not hold the second time, and be done anew.
 */
class ExactlyOnceIT {

    private static final int KILLS = Integer.getInteger("quorate.kills", 8);
    private static final int WORKERS = 8;
    private static final int INCREMENTS_A_KILL = 200;

    @Test
    @Timeout(1_800)
    void everyIncrementCountsOnce() {
        try (var cluster = LocalCluster.started("exactly-once", 3);
                var plain = KvClient.builder().endpoints(endpoints(cluster)).build()) {
            KvClient client = patient(plain).exactlyOnce();
            var goOn = new AtomicBoolean(true);
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) workers.add(new Worker(client, i / 2, goOn));
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (Worker worker : workers) running.add(CompletableFuture.runAsync(worker));
            try {
                for (int kill = 0; kill < KILLS; kill++) killLeader(cluster, workers);
            } finally {
                goOn.set(false);
            }
            for (var each : running) each.join();
            long total = 0;
            for (int counter = 0; counter < WORKERS / 2; counter++) {
                long counted = 0;
                for (Worker worker : workers)
                    if (worker.counter == counter) counted += worker.done();
                for (KvdProcess node : cluster.nodes()) {
                    try (var near = KvClient.of(node.clientAddress())) {
                        KeyValue found = near.get(key(counter)).kv().orElseThrow();
                        assertEquals(counted, number(Optional.of(found)), "counter " + counter);
                        assertEquals(counted, found.version(), "counter " + counter);
                    }
                }
                total += counted;
            }
            System.out.println(total + " increments, each counted once, over " + KILLS + " kills");
        }
    }

    private static void killLeader(LocalCluster cluster, List<Worker> workers) {
        KvdProcess leader = cluster.awaitLeader();
        long before = sum(workers);
        leader.kill();
        leader.awaitEnd();
        KvdProcess other = cluster.awaitLeader();
        other.await(
                Duration.ofSeconds(60),
                "or the increments stand still",
                () -> sum(workers) > before + INCREMENTS_A_KILL);
        cluster.start(leader);
        leader.awaitReady();
    }

    private static long sum(List<Worker> workers) {
        return workers.stream().mapToLong(Worker::done).sum();
    }

    private static List<String> endpoints(LocalCluster cluster) {
        return List.of(cluster.endpoints().split(","));
    }

    /** A write has its whole time to be answered, over as many leaders as it takes. */
    private static KvClient patient(KvClient client) {
        return client.with(client.options().withTimeout(Duration.ofSeconds(60)));
    }

    private static Bytes key(int counter) {
        return Bytes.utf8("counter/" + counter);
    }

    private static long number(Optional<KeyValue> kv) {
        return kv.map(found -> Long.parseLong(found.value().text().orElseThrow())).orElse(0L);
    }

    private static final class Worker implements Runnable {

        private final KvClient client;
        private final int counter;
        private final AtomicBoolean goOn;
        private final AtomicLong done = new AtomicLong();

        Worker(KvClient client, int counter, AtomicBoolean goOn) {
            this.client = client;
            this.counter = counter;
            this.goOn = goOn;
        }

        long done() {
            return done.get();
        }

        @Override
        public void run() {
            while (goOn.get()) {
                Optional<KeyValue> before = client.get(key(counter)).kv();
                long revision = before.map(KeyValue::modRevision).orElse(0L);
                Bytes next = Bytes.utf8(Long.toString(number(before) + 1));
                Txn increment =
                        Txn.when(Compare.unchangedSince(key(counter), revision))
                                .then(Txn.put(key(counter), next));
                if (client.txn(increment).succeeded()) done.incrementAndGet();
            }
        }
    }
}
