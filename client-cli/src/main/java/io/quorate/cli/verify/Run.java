package io.quorate.cli.verify;

import io.quorate.client.Consistency;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.verify.History;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has callers work on a cluster for a while, all at once, and takes down what they saw. Whatever
 * fails meanwhile is part of the history; a write whose outcome nobody knows stays open in it.
 */
public final class Run {

    /** The workload ends when it has asked for so much: about 200 MiB of history. */
    public static final int OPERATIONS_MAX = 400_000;

    /** What is left behind by a run that was killed goes by itself, this long after its end. */
    public static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /**
     * The pause of a caller whose operation failed: what refuses at once is not asked in a loop.
     */
    private static final long PAUSE_MILLIS = 20;

    /**
     * What is run.
     *
     * @param addresses the members'
     * @param prefix of every key; nobody else's keys begin with it
     */
    public record Settings(
            List<String> addresses,
            String prefix,
            int clients,
            int keys,
            Duration time,
            Model model,
            long seed) {}

    private final Settings settings;
    private final KvClient client;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final long startNanos = System.nanoTime();
    private final Lists lists;
    private final AtomicLong asked = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Map<String, Long> readsByNode = Map.of();
    private Optional<KvException> leftBehind = Optional.empty();

    /**
     * @param client for all that the leader does; it stays the caller's
     */
    public Run(KvClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
        // Fewer lists than registers: appends to one list are to meet.
        this.lists = new Lists(Math.max(1, settings.keys() / 2));
    }

    /** Ends it early, once each operation that was begun has ended. From any thread. */
    public void stop() {
        stopped.countDown();
    }

    /** How many operations were begun. From any thread. */
    public long soFar() {
        return asked.get();
    }

    /** How many reads each member answered. */
    public Map<String, Long> readsByNode() {
        return readsByNode;
    }

    /** Why its keys could not be removed, if so. */
    public Optional<KvException> leftBehind() {
        return leftBehind;
    }

    /**
     * Runs, and removes what it stored.
     *
     * @throws KvException if it could not begin
     */
    public History run() throws InterruptedException {
        long lease = client.leases().grant(settings.time().plus(LEFT_BEHIND)).lease();
        try (var members = new Members(client, settings.addresses(), System.nanoTime())) {
            var store = new Store(settings.prefix(), lease);
            load(members, store);
            readLast(store);
            readsByNode = store.readsByNode();
        } finally {
            remove(lease);
        }
        return recorder.history();
    }

    private long sinceStart() {
        return System.nanoTime() - startNanos;
    }

    private void load(Members members, Store store) throws InterruptedException {
        long end = System.nanoTime() + settings.time().toNanos();
        var seeds = new SplittableRandom(settings.seed());
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < settings.clients(); number++) {
            var draws = new Draws(number, seeds.split(), settings.keys(), lists, settings.model());
            var caller =
                    new Caller(
                            number,
                            settings.model(),
                            client,
                            members,
                            store,
                            recorder,
                            this::sinceStart,
                            draws);
            threads.add(Thread.ofVirtual().start(() -> work(caller, end)));
        }
        for (Thread thread : threads) thread.join();
    }

    private void work(Caller caller, long end) {
        try {
            while (System.nanoTime() - end < 0
                    && stopped.getCount() > 0
                    && asked.incrementAndGet() <= OPERATIONS_MAX) {
                boolean isDone = caller.next() instanceof Outcome.Ok;
                if (!isDone && stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One more caller reads all of it, so that what nobody has read shows too. */
    private void readLast(Store store) {
        int number = settings.clients();
        KvClient reading = client.with(client.options().withConsistency(Consistency.LINEARIZABLE));
        for (Invocation read : Draws.last(settings.keys(), lists)) {
            asked.incrementAndGet();
            int id = recorder.invoked(sinceStart(), number, read);
            Outcome outcome = store.take(reading, read);
            recorder.completed(sinceStart(), id, outcome);
            if (outcome instanceof Outcome.Fail) return;
        }
    }

    /** With the lease goes all that hangs on it, and no write that is still under way can land. */
    private void remove(long lease) {
        try {
            client.leases().revoke(lease);
        } catch (KvException why) {
            leftBehind = Optional.of(why);
        }
    }
}
