package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.KeyChange;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.Watch;
import io.quorate.client.WatchListener;
import io.quorate.client.WatchQuery;
import io.quorate.client.WatchSubscription;
import io.quorate.client.WatchUpdate;
import io.quorate.client.core.Reason;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Watchers of real processes. */
class WatchIT {

    private static final int LEADER_KILLS = 3;
    private static final int WATCHERS = 3;
    private static final int IDLE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Timeout(300)
    void everyWatcherSeesEachAcknowledgedWriteOnceAndInOrderThoughLeadersAreKilled() {
        try (var cluster = LocalCluster.started("watch", 3);
                var client = client(cluster);
                var writer = new RecordingWriter(cluster.endpoints())) {
            List<Seen> all = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) all.add(new Seen(client));
            writer.awaitAcknowledged(200);
            for (int kill = 1; kill <= LEADER_KILLS; kill++) {
                KvdProcess leader = cluster.awaitLeader();
                leader.kill();
                leader.awaitEnd();
                writer.awaitAcknowledged(300);
                cluster.start(leader);
                leader.awaitReady();
                writer.awaitAcknowledged(300);
            }
            writer.stop();
            for (Seen seen : all) seen.awaitThrough(writer.highestRevision());
            for (Seen seen : all) seen.assertSaw(writer);
        }
    }

    @Test
    @Timeout(300)
    void tenThousandIdleWatchesHoldUpNobody() throws Exception {
        try (var cluster = LocalCluster.started("watch-idle", 1);
                var client = client(cluster)) {
            var open = new CountDownLatch(IDLE);
            var failure = new AtomicReference<KvException>();
            List<WatchSubscription> idle = new ArrayList<>();
            for (int i = 0; i < IDLE; i++) {
                idle.add(client.watch(idleQuery(i), new Opening(open, failure)));
            }
            boolean areOpen = open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(areOpen, () -> open + " are not open, " + failure.get());
            Watch watch = client.watch(WatchQuery.key(Bytes.utf8("busy")));
            watch.next();
            for (int i = 0; i < 1_000; i++) client.put(Bytes.utf8("busy"), Bytes.utf8("" + i));
            assertEquals(1_000, changes(watch, 1_000).size());
            assertEquals(null, failure.get());
            idle.forEach(WatchSubscription::close);
        }
    }

    private static WatchQuery idleQuery(int number) {
        Bytes key = Bytes.utf8("idle/" + number);
        return number % 2 == 0 ? WatchQuery.key(key) : WatchQuery.prefix(key);
    }

    @Test
    @Timeout(300)
    void aConsumerThatNeverReadsHoldsUpNeitherWritersNorOtherWatchers() {
        try (var cluster = LocalCluster.started("watch-stuck", 1);
                var stuckClient = client(cluster);
                var client = client(cluster);
                Watch stuck = stuckClient.watch(WatchQuery.prefix(Bytes.EMPTY).withPrevious());
                Watch reader = client.watch(WatchQuery.prefix(Bytes.EMPTY))) {
            reader.next();
            Bytes value = Bytes.wrap(new byte[256 << 10]);
            int puts = 200;
            for (int i = 0; i < puts; i++) client.put(Bytes.utf8("k"), value);
            assertEquals(puts, changes(reader, puts).size());
            assertEquals(puts, changes(stuck, puts).size(), "and it has missed nothing");
        }
    }

    @Test
    @Timeout(300)
    void badRequestsAreRefusedByName() {
        try (var cluster = LocalCluster.started("watch-bad", 1);
                var client = client(cluster)) {
            client.put(Bytes.utf8("a"), Bytes.utf8("1"));
            var key = WatchQuery.key(Bytes.utf8("a"));
            assertEquals(Reason.FUTURE_REVISION, refusal(client, key.from(3)));
            assertEquals(Reason.INVALID, refusal(client, WatchQuery.key(Bytes.EMPTY)));
            var inverted = WatchQuery.between(Bytes.utf8("b"), Bytes.utf8("a"));
            assertEquals(Reason.INVALID, refusal(client, inverted));
            var empty = WatchQuery.between(Bytes.utf8("a"), Bytes.utf8("a"));
            assertEquals(Reason.INVALID, refusal(client, empty));
            try (Watch next = client.watch(key.from(2))) {
                assertEquals(1, next.next().revision());
            }
        }
    }

    private static Reason refusal(KvClient client, WatchQuery query) {
        try (Watch watch = client.watch(query)) {
            return Assertions.assertThrows(KvException.class, watch::next).reason();
        }
    }

    private static KvClient client(LocalCluster cluster) {
        return PatientClient.of(cluster.endpoints());
    }

    private static List<KeyChange> changes(Watch watch, int count) {
        List<KeyChange> changes = new ArrayList<>();
        while (changes.size() < count) {
            changes.addAll(watch.poll(PATIENCE).orElseThrow().changes());
        }
        return changes;
    }

    /** Counts a watch as open at its first update. */
    private static final class Opening implements WatchListener {

        private final CountDownLatch open;
        private final AtomicReference<KvException> failure;
        private boolean isOpen;

        Opening(CountDownLatch open, AtomicReference<KvException> failure) {
            this.open = open;
            this.failure = failure;
        }

        @Override
        public void updated(WatchUpdate update) {
            if (!isOpen) open.countDown();
            isOpen = true;
        }

        @Override
        public void ended(KvException why) {
            if (why.reason() != Reason.CANCELLED) failure.set(why);
        }
    }

    /** What one watcher of everything has seen. */
    private static final class Seen {

        private final Watch watch;
        private final Map<String, Long> revisionOf = new HashMap<>();
        private long last;

        Seen(KvClient client) {
            watch =
                    client.watch(
                            WatchQuery.prefix(Bytes.EMPTY)
                                    .from(1)
                                    .withProgress(Duration.ofSeconds(1)));
        }

        void awaitThrough(long revision) {
            while (last < revision) take(watch.poll(PATIENCE).orElseThrow());
        }

        private void take(WatchUpdate update) {
            assertTrue(update.revision() >= last, update + " comes behind " + last);
            assertTrue(update.isMark() || update.revision() > last, update + " comes again");
            last = update.revision();
            for (KeyChange change : update.changes()) {
                var put = (KeyChange.Put) change;
                assertEquals(update.revision(), put.kv().modRevision());
                Long before = revisionOf.put(put.key().text().orElseThrow(), update.revision());
                assertEquals(null, before, put.key() + " is shown twice");
            }
        }

        void assertSaw(RecordingWriter writer) {
            for (String key : writer.acknowledged().keySet()) {
                assertTrue(revisionOf.containsKey(key), key + " was acknowledged and never shown");
            }
            var possible = new HashSet<>(writer.acknowledged().keySet());
            possible.addAll(writer.unknown());
            for (String key : revisionOf.keySet()) {
                assertTrue(possible.contains(key), key + " was refused and is shown");
            }
            watch.close();
        }
    }
}
