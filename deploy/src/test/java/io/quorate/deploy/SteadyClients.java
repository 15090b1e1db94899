package io.quorate.deploy;

import io.quorate.client.Bytes;
import io.quorate.client.GetResult;
import io.quorate.client.KvClient;
import io.quorate.client.PutResult;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Applications that write new keys and read them back for as long as they are let, through clients
 * with default options: some wait for each answer, one has a few calls outstanding, and one so many
 * that its client sends them in batches. None of them tries anything again: what the library does
 * not hide is a failed call. Thread-safe.
 */
public final class SteadyClients implements AutoCloseable {

    /** What each key begins with. */
    public static final String PREFIX = "steady/";

    /** How many calls each application has outstanding; each has a client of its own. */
    private static final List<Integer> AT_ONCE = List.of(1, 1, 8, 40);

    /** Leaves the machine to the nodes: what counts is the gaps, not the throughput. */
    private static final long PACE_MILLIS = 10;

    /** A failure is one too many; so many tell why. */
    private static final int FAILURES_KEPT_MAX = 20;

    /** What comes first is slow, as the clients' own code has yet to be loaded. */
    private static final int WARM_UP_WRITES = 2_000;

    private static final long WARM_UP_SECONDS = 120;

    private final NavigableMap<String, String> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicLong highestRevision = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Gaps gaps = new Gaps();
    private final CountDownLatch warmUp = new CountDownLatch(WARM_UP_WRITES);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<KvClient> clients = new ArrayList<>();
    private final List<Thread> applications = new ArrayList<>();

    /** Begins to work on the cluster at these endpoints; each client asks another one first. */
    public SteadyClients(List<String> endpoints) {
        for (int number = 0; number < AT_ONCE.size(); number++) {
            List<String> rotated = new ArrayList<>(endpoints);
            Collections.rotate(rotated, number);
            KvClient client = KvClient.of(rotated.toArray(String[]::new));
            clients.add(client);
            var application = new Application(client, PREFIX + number, AT_ONCE.get(number));
            applications.add(Thread.ofVirtual().start(application));
        }
    }

    /** One program with a client. */
    private final class Application implements Runnable {

        private final KvClient client;
        private final String name;
        private final int atOnce;
        private long sequence;

        Application(KvClient client, String name, int atOnce) {
            this.client = client;
            this.name = name;
            this.atOnce = atOnce;
        }

        @Override
        public void run() {
            do {
                if (atOnce == 1) callAndWait(nextKey());
                else callAll();
            } while (goesOn());
        }

        private String nextKey() {
            return name + String.format("/%09d", sequence++);
        }

        private void callAndWait(String key) {
            try {
                hasWritten(key, client.put(Bytes.utf8(key), Bytes.utf8(valueOf(key))));
                hasRead(key, client.get(Bytes.utf8(key)));
            } catch (RuntimeException notHidden) {
                hasFailed(key, notHidden);
            }
        }

        private void callAll() {
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                String key = nextKey();
                var call =
                        client.putAsync(Bytes.utf8(key), Bytes.utf8(valueOf(key)))
                                .thenAccept(done -> hasWritten(key, done))
                                .thenCompose(_ -> client.getAsync(Bytes.utf8(key)))
                                .thenAccept(got -> hasRead(key, got));
                calls.add(call.exceptionally(notHidden -> hasFailed(key, notHidden)));
            }
            calls.forEach(CompletableFuture::join);
        }
    }

    private static String valueOf(String key) {
        return "value of " + key;
    }

    private void hasWritten(String key, PutResult done) {
        gaps.acknowledged();
        highestRevision.accumulateAndGet(done.header().revision(), Math::max);
        acknowledged.put(key, valueOf(key));
        warmUp.countDown();
    }

    private void hasRead(String key, GetResult got) {
        boolean isTrue =
                got.kv().filter(kv -> kv.value().equals(Bytes.utf8(valueOf(key)))).isPresent();
        if (!isTrue) throw new IllegalStateException("read back as " + got);
        reads.incrementAndGet();
    }

    private Void hasFailed(String key, Throwable why) {
        if (failed.incrementAndGet() <= FAILURES_KEPT_MAX) failures.add(key + ": " + why);
        return null;
    }

    private boolean goesOn() {
        try {
            return !stopped.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("nobody interrupts this", interrupted);
        }
    }

    /** Waits until they work as they will. */
    public void awaitWarmUp() {
        try {
            if (warmUp.await(WARM_UP_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while the clients warmed up", interrupted);
        }
        throw new AssertionError(acknowledged.size() + " writes, and failed: " + failures());
    }

    /** Ends the work, once what was begun has been answered. */
    public void stop() {
        stopped.countDown();
        try {
            for (Thread application : applications) application.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while the clients ended", interrupted);
        }
    }

    /** When writes were acknowledged. */
    public Gaps gaps() {
        return gaps;
    }

    /** Key to value of each write that was acknowledged. */
    public NavigableMap<String, String> acknowledged() {
        return acknowledged;
    }

    /** The highest revision of an acknowledged write. */
    long highestRevision() {
        return highestRevision.get();
    }

    /** How many keys were read back. */
    public long reads() {
        return reads.get();
    }

    /** How many calls failed. */
    public long failed() {
        return failed.get();
    }

    /** The first of those, in words. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
        clients.forEach(KvClient::close);
    }
}
