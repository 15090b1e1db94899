package io.quorate.cli.bench;

import org.HdrHistogram.Histogram;

import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a fixed number of requests outstanding: each that ends is followed by the next at once. All
 * its state but {@link #soFar} and {@link #stop} belongs to the target's thread, so that a request
 * costs no crossing of threads and no object of its own.
 */
public final class ClosedLoop {

    /** Latencies are kept to three digits, up to a minute. */
    private static final long LATENCY_MAX_NANOS = 60_000_000_000L;

    private enum Phase {
        WARM_UP,
        MEASURING,
        ENDING
    }

    private final Target target;
    private final int clients;
    private final long keys;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Histogram latencies = new Histogram(LATENCY_MAX_NANOS, 3);
    private final TreeMap<String, Long> errors = new TreeMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Phase phase = Phase.WARM_UP;
    private long measuredFromNanos;
    private long measuredNanos;
    private int outstanding;
    private long next;
    private boolean inOrder;
    private long limit = Long.MAX_VALUE;
    private volatile long completed;

    /**
     * A load on a target.
     *
     * @param clients how many requests are outstanding at any time
     * @param keys how many keys it is spread over, evenly and at random
     */
    public ClosedLoop(Target target, int clients, long keys) {
        this.target = target;
        this.clients = clients;
        this.keys = keys;
    }

    /** How many requests have succeeded so far. */
    public long soFar() {
        return completed;
    }

    /** Ends the load early; its report covers the time until then. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Issues every number once, in order, and waits for the last.
     *
     * @return what failed
     */
    public Report once() throws InterruptedException {
        inOrder = true;
        limit = keys;
        target.execute(
                () -> {
                    begin(Phase.MEASURING);
                    startClients();
                });
        ended.await();
        return new Report(measuredNanos, latencies, errors);
    }

    /**
     * Runs for a time.
     *
     * @param warmUpNanos how long before it is measured
     * @param nanos how long it is measured
     */
    public Report run(long warmUpNanos, long nanos) throws InterruptedException {
        target.execute(this::startClients);
        boolean early = stopped.await(warmUpNanos, TimeUnit.NANOSECONDS);
        target.execute(() -> begin(Phase.MEASURING));
        if (!early) stopped.await(nanos, TimeUnit.NANOSECONDS);
        target.execute(() -> begin(Phase.ENDING));
        ended.await();
        return new Report(measuredNanos, latencies, errors);
    }

    private void startClients() {
        for (int i = 0; i < clients; i++) new Client().start();
        endIfIdle();
    }

    private void begin(Phase begun) {
        long now = System.nanoTime();
        if (begun == Phase.MEASURING) {
            measuredFromNanos = now;
            errors.clear();
        } else {
            measuredNanos = now - measuredFromNanos;
        }
        phase = begun;
        endIfIdle();
    }

    private void endIfIdle() {
        boolean allIssued = next >= limit;
        if (outstanding > 0 || (phase != Phase.ENDING && !allIssued)) return;
        if (allIssued) measuredNanos = System.nanoTime() - measuredFromNanos;
        ended.countDown();
    }

    private long pick() {
        return inOrder ? next : random.nextLong(keys);
    }

    /** One of the clients: it has at most one request outstanding. */
    private final class Client implements Target.Completion {

        private long startedNanos;
        private boolean issuing;
        private boolean endedWithin;

        void start() {
            issue();
        }

        /**
         * Requests that end before {@code issue} returns are followed by a loop, not a recursion.
         */
        private void issue() {
            issuing = true;
            do {
                endedWithin = false;
                if (phase == Phase.ENDING || next >= limit) break;
                long n = pick();
                next++;
                outstanding++;
                startedNanos = System.nanoTime();
                target.issue(n, this);
            } while (endedWithin);
            issuing = false;
        }

        @Override
        public void succeeded() {
            if (phase == Phase.MEASURING) {
                long taken = System.nanoTime() - startedNanos;
                latencies.recordValue(Math.min(taken, LATENCY_MAX_NANOS));
            }
            completed = completed + 1;
            ended();
        }

        @Override
        public void failed(String kind) {
            if (phase == Phase.MEASURING) errors.merge(kind, 1L, Long::sum);
            ended();
        }

        private void ended() {
            outstanding--;
            if (issuing) endedWithin = true;
            else issue();
            endIfIdle();
        }
    }
}
