package io.quorate.deploy.chaos;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.PutResult;
import io.quorate.client.RangePage;
import io.quorate.client.RangeQuery;
import io.quorate.client.RequestOptions;
import io.quorate.deploy.PatientClient;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;
import io.quorate.verify.durability.Durability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write new keys, each once, and have it taken down: what was acknowledged must be on
 * every member in the end, and what failed on none. They write at a pace that leaves the machine to
 * the members.
 */
final class Writers implements AutoCloseable {

    private static final int WRITERS = 4;
    private static final long PACE_MILLIS = 2;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final String PREFIX = "written/";

    private final HistoryRecorder recorder = new HistoryRecorder();
    private final Timeline timeline;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong highestRevision = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Begins to write.
     *
     * @param addresses the members'; each writer begins with another of them
     */
    Writers(List<String> addresses, Timeline timeline) {
        this.timeline = timeline;
        for (int number = 0; number < WRITERS; number++) {
            List<String> endpoints = new ArrayList<>(addresses);
            Collections.rotate(endpoints, number);
            int writer = number;
            threads.add(Thread.ofVirtual().start(() -> write(writer, endpoints)));
        }
    }

    private void write(int writer, List<String> endpoints) {
        var options = RequestOptions.defaults().withTimeout(CALL_TIMEOUT);
        try (var client = KvClient.builder().endpoints(endpoints).options(options).build()) {
            int sequence = 0;
            do put(client, writer, sequence++);
            while (!stopped.await(PACE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(KvClient client, int writer, int sequence) {
        String key = PREFIX + writer + String.format("/%08d", sequence);
        String value = "value of " + key;
        long beganNanos = timeline.now();
        int id = recorder.invoked(beganNanos, writer, new Invocation.Put(key, value));
        Outcome outcome;
        try {
            PutResult done = client.put(Bytes.utf8(key), Bytes.utf8(value));
            long revision = done.header().revision();
            highestRevision.accumulateAndGet(revision, Math::max);
            timeline.acknowledged(beganNanos, done.header().node(), done.header().term());
            outcome = new Outcome.Ok(new Response.Stored(), revision);
        } catch (KvException why) {
            outcome =
                    switch (why.outcome()) {
                        case NOT_DONE -> new Outcome.Fail();
                        case DONE, UNKNOWN -> new Outcome.Unknown();
                    };
        }
        recorder.completed(timeline.now(), id, outcome);
    }

    /** Ends the writing, once what was begun has been answered. */
    void stop() {
        stopped.countDown();
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while the writers ended", interrupted);
        }
    }

    /** What the members hold by themselves, compared with what was acknowledged and refused. */
    Verdict judge(List<Member> members) {
        var scans = new TreeMap<String, List<Response.Pair>>();
        for (Member member : members) scans.put(member.id(), held(member));
        return Durability.check(recorder.history(), scans);
    }

    private List<Response.Pair> held(Member member) {
        List<Response.Pair> pairs = new ArrayList<>();
        try (var client = PatientClient.of(member.clientAddress(), Consistency.EVENTUAL)) {
            Patience.await(
                    member.id() + " has applied revision " + highestRevision,
                    () ->
                            client.get(Bytes.utf8(PREFIX)).header().revision()
                                    >= highestRevision.get());
            try (var pages = client.pages(RangeQuery.prefix(Bytes.utf8(PREFIX)))) {
                while (pages.hasNext()) {
                    RangePage page = pages.next();
                    if (!page.header().node().equals(member.id())) {
                        throw new AssertionError("another answered: " + page.header());
                    }
                    for (KeyValue kv : page.kvs()) pairs.add(pair(kv));
                }
            }
        }
        return pairs;
    }

    private static Response.Pair pair(KeyValue kv) {
        return new Response.Pair(
                kv.key().text().orElseThrow(), kv.value().text().orElseThrow(), kv.modRevision());
    }

    @Override
    public void close() {
        stop();
    }
}
