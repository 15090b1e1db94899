package io.quorate.deploy.chaos;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.Consistency;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.Txn;
import io.quorate.deploy.PatientClient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters that registered clients add to by compare-and-set, sending each again until it is
 * answered: one that was done and done again shows as a sum, or a version, that is too high.
 */
final class Counters implements AutoCloseable {

    private static final int COUNTERS = 2;
    private static final int CLIENTS = 4;
    private static final long PACE_MILLIS = 10;

    private final AtomicLongArray counted = new AtomicLongArray(COUNTERS);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final KvClient plain;
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();

    /** Begins to count. */
    Counters(List<String> addresses) {
        plain = PatientClient.of(String.join(",", addresses));
        for (int i = 0; i < CLIENTS; i++) {
            int counter = i % COUNTERS;
            KvClient client = plain.exactlyOnce();
            clients.add(
                    CompletableFuture.runAsync(
                            () -> count(client, counter), Thread.ofVirtual()::start));
        }
    }

    private static Bytes key(int counter) {
        return Bytes.utf8("counted/" + counter);
    }

    private static long number(Optional<KeyValue> kv) {
        return kv.map(found -> Long.parseLong(found.value().text().orElseThrow())).orElse(0L);
    }

    private void count(KvClient client, int counter) {
        try {
            do {
                Optional<KeyValue> before = client.get(key(counter)).kv();
                long revision = before.map(KeyValue::modRevision).orElse(0L);
                Bytes next = Bytes.utf8(Long.toString(number(before) + 1));
                Txn increment =
                        Txn.when(Compare.unchangedSince(key(counter), revision))
                                .then(Txn.put(key(counter), next));
                if (client.txn(increment).succeeded()) counted.incrementAndGet(counter);
            } while (!stopped.await(PACE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the counting; an increment that nobody answered for a minute is an error here. */
    void stop() {
        stopped.countDown();
        try {
            for (var client : clients) client.get();
        } catch (ExecutionException failed) {
            throw new AssertionError("a counter was not answered", failed.getCause());
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while the counting ended", interrupted);
        }
    }

    /** How many increments were done. */
    long total() {
        long total = 0;
        for (int counter = 0; counter < COUNTERS; counter++) total += counted.get(counter);
        return total;
    }

    /** What a member shows that was not counted so, in words. */
    List<String> wrongAt(Member member) {
        List<String> wrong = new ArrayList<>();
        try (var client = PatientClient.of(member.clientAddress(), Consistency.LINEARIZABLE)) {
            for (int counter = 0; counter < COUNTERS; counter++) {
                Optional<KeyValue> kv = client.get(key(counter)).kv();
                long versions = kv.map(KeyValue::version).orElse(0L);
                if (number(kv) != counted.get(counter) || versions != counted.get(counter)) {
                    wrong.add(member.id() + " shows " + kv + ", counted " + counted.get(counter));
                }
            }
        }
        return wrong;
    }

    @Override
    public void close() {
        stopped.countDown();
        plain.close();
    }
}
