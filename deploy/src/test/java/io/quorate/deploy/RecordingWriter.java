package io.quorate.deploy;

import io.quorate.client.Bytes;
import io.quorate.client.DoneException;
import io.quorate.client.KvClient;
import io.quorate.client.NotDoneException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.RequestOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes new keys for as long as it is let, each once, some at a time, and remembers what became of
 * each. Thread-safe.
 */
final class RecordingWriter implements AutoCloseable {

    private static final int LANES = 4;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    /** Far more than it takes: it says that nothing moves, not that a machine is slow. */
    private static final Duration PROGRESS_DEADLINE = Duration.ofSeconds(120);

    private final KvClient client;
    private final NavigableMap<String, String> acknowledged = new ConcurrentSkipListMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicLong highestRevision = new AtomicLong();
    private final Semaphore progress = new Semaphore(0);
    private final Queue<Long> nanosOfPuts = new ConcurrentLinkedQueue<>();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean stopped;

    /** Begins to write to the cluster at these endpoints, with commas between. */
    RecordingWriter(String endpoints) {
        var options = RequestOptions.defaults().withTimeout(CALL_TIMEOUT);
        client =
                KvClient.builder()
                        .endpoints(List.of(endpoints.split(",")))
                        .options(options)
                        .build();
        for (int lane = 0; lane < LANES; lane++) {
            String prefix = String.format("lane-%02d/", lane);
            lanes.add(Thread.ofVirtual().start(() -> write(prefix)));
        }
    }

    private void write(String prefix) {
        for (int sequence = 0; !stopped; sequence++) {
            String key = prefix + String.format("%08d", sequence);
            String value = "value of " + key;
            long began = System.nanoTime();
            try {
                var result = client.put(Bytes.utf8(key), Bytes.utf8(value));
                nanosOfPuts.add(System.nanoTime() - began);
                highestRevision.accumulateAndGet(result.header().revision(), Math::max);
                acknowledge(key, value);
            } catch (DoneException done) {
                acknowledge(key, value);
            } catch (OutcomeUnknownException open) {
                unknown.add(key);
            } catch (NotDoneException refused) {
                // The key is never written again: it must be nowhere.
            }
        }
    }

    private void acknowledge(String key, String value) {
        acknowledged.put(key, value);
        progress.release();
    }

    /** Waits until so many writes are acknowledged from now on. */
    void awaitAcknowledged(int more) {
        progress.drainPermits();
        try {
            if (!progress.tryAcquire(more, PROGRESS_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "not within "
                                + PROGRESS_DEADLINE
                                + ": "
                                + more
                                + " more acknowledged writes; only "
                                + progress.availablePermits());
            }
        } catch (InterruptedException broken) {
            throw new AssertionError("interrupted while waiting for writes", broken);
        }
    }

    /** What 99 of 100 writes took at most, of those since this was asked last. */
    Duration p99SinceAsked() {
        return Duration.ofNanos(p99(take()));
    }

    private long[] take() {
        List<Long> taken = new ArrayList<>();
        for (Long next = nanosOfPuts.poll(); next != null; next = nanosOfPuts.poll()) {
            taken.add(next);
        }
        return taken.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long p99(long[] ascending) {
        return ascending.length == 0 ? 0 : ascending[(int) (ascending.length * 99L / 100)];
    }

    /** Ends the writing, and waits for the last answers. */
    void stop() {
        stopped = true;
        try {
            for (Thread lane : lanes) lane.join();
        } catch (InterruptedException broken) {
            throw new AssertionError("interrupted while the writer ended", broken);
        }
    }

    /** Key to value of each write that was acknowledged. */
    NavigableMap<String, String> acknowledged() {
        return acknowledged;
    }

    /** The keys of the writes whose outcome is not known: each may be there or not. */
    Set<String> unknown() {
        return unknown;
    }

    /** The highest revision of an acknowledged write. */
    long highestRevision() {
        return highestRevision.get();
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
