package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.CoalescedUpdate;
import io.quorate.client.CoalescingWatch;
import io.quorate.client.Consistency;
import io.quorate.client.KeyValue;
import io.quorate.client.Keys;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;
import io.quorate.client.RangePages;
import io.quorate.client.RangeQuery;
import io.quorate.client.Watch;
import io.quorate.client.WatchQuery;
import io.quorate.client.core.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Old revisions given up by real nodes: what is refused, what stays, and what is removed when. */
@Timeout(300)
class CompactionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Bytes KEY = Bytes.utf8("k");
    private static final WatchQuery WATCHED = WatchQuery.key(KEY);

    private LocalCluster cluster;
    private KvClient client;

    private void start(String test, String... flags) {
        cluster = LocalCluster.started(test, 3, flags);
        cluster.awaitLeader();
        client = PatientClient.of(cluster.endpoints());
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void whatIsBelowIsRefusedAndWhatIsAtOrAboveStays() {
        start("compaction");
        for (int i = 1; i <= 40; i++) client.put(KEY, Bytes.utf8("v" + i));
        assertEquals(
                "the past before revision 30 is given up, and removed\n",
                cluster.kvctl(0, "compact", "--physical", "30").text());
        for (KvdProcess node : cluster.nodes()) {
            MemberStatus status = client.statusAsync(node.clientAddress()).join();
            assertEquals(30, status.compactedRevision());
            assertEquals(30, status.removedRevision());
            assertEquals(30, node.metric("quorate_server_compacted_revision"));
            assertEquals(0, node.metric("quorate_server_compaction_pending"));
            try (var near = PatientClient.of(node.clientAddress())) {
                for (int at = 30; at <= 40; at++) {
                    var found = at(near, at).get(KEY).kv().flatMap(kv -> kv.value().text());
                    assertEquals("v" + at, found.orElseThrow());
                }
                assertEquals(Reason.COMPACTED, reason(() -> at(near, 29).get(KEY)));
                assertEquals(
                        Reason.COMPACTED,
                        reason(() -> at(near, 1).range(RangeQuery.prefix(Bytes.EMPTY))));
            }
        }
        try (Watch below = client.watch(WATCHED.from(29));
                Watch at = client.watch(WATCHED.from(30).withPrevious())) {
            assertEquals(Reason.COMPACTED, reason(below::next));
            var update = at.next();
            while (update.changes().isEmpty()) update = at.next(); // it says first where it begins
            var first = update.changes().getFirst();
            assertEquals("v29", first.previous().orElseThrow().value().text().orElseThrow());
        }
        assertEquals("v40\n", cluster.kvctl(0, "get", "k").text());
    }

    @Test
    void aCompactionThatMakesNoSenseIsRefusedByName() {
        start("compaction-bad");
        for (int i = 1; i <= 10; i++) client.put(KEY, Bytes.utf8("v" + i));
        cluster.kvctl(2, "compact", "0");
        cluster.kvctl(2, "compact", "-3");
        cluster.kvctl(2, "compact", "all");
        assertEquals(Reason.INVALID, reason(() -> client.history().compact(0)));
        assertEquals(Reason.INVALID, reason(() -> client.history().compact(-3)));
        Finished future = cluster.kvctl(1, "compact", "11");
        assertTrue(future.err().contains("the newest is 10"), future.toString());
        assertEquals(10, client.history().compact(10).compactedRevision());
        Finished again = cluster.kvctl(1, "compact", "10");
        assertTrue(again.err().contains("the past before 10 is given up"), again.toString());
        assertEquals(Reason.COMPACTED, reason(() -> client.history().compact(4)));
        assertEquals(11, client.put(KEY, Bytes.utf8("v11")).header().revision());
    }

    /** All pages of a range are of one view, whatever is given up and removed meanwhile. */
    @Test
    void aRangeThatHasBegunGoesOn() {
        start("compaction-range");
        Bytes value = Bytes.wrap(new byte[64 << 10]);
        for (int i = 100; i < 200; i++) client.put(Bytes.utf8("k" + i), value);
        long before = client.get(KEY).header().revision();
        try (RangePages pages = at(client, before).pages(RangeQuery.prefix(KEY))) {
            int found = pages.next().kvs().size();
            for (int i = 100; i < 200; i++) client.put(Bytes.utf8("k" + i), Bytes.utf8("small"));
            cluster.kvctl(0, "compact", "--physical", Long.toString(before + 100));
            while (pages.hasNext()) {
                for (KeyValue kv : pages.next().kvs()) {
                    assertEquals(value.size(), kv.value().size());
                    found++;
                }
            }
            assertEquals(100, found);
        }
        assertEquals(Reason.COMPACTED, reason(() -> at(client, before).get(KEY)));
    }

    @Test
    void whatAKillLeavesOverIsRemovedAfterTheNextStart() {
        start("compaction-kill");
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            writes.add(client.putAsync(Bytes.utf8("k" + i), Bytes.utf8("v")));
        }
        for (var write : writes) write.join();
        for (int i = 0; i < 10; i++) client.delete(Keys.prefix(Bytes.utf8("k1" + i)));
        long newest = client.put(KEY, Bytes.utf8("last")).header().revision();
        client.history().compact(newest);
        for (KvdProcess node : cluster.nodes()) node.kill();
        for (KvdProcess node : cluster.nodes()) node.awaitEnd();
        cluster.startAll();
        cluster.awaitLeader();
        for (KvdProcess node : cluster.nodes()) {
            node.await(PATIENCE, "or what is left is removed", () -> isRemoved(node));
            assertTrue(node.metric("quorate_server_compaction_removed_changes_total") > 0);
        }
        assertEquals("last", client.get(KEY).kv().flatMap(kv -> kv.value().text()).orElseThrow());
    }

    @Test
    void theLeaderGivesUpWhatIsOlderThanAskedAndNothingYounger() {
        start("compaction-age", "--history-keep", "3s");
        List<Long> sentNanos = new ArrayList<>(List.of(0L));
        var floors = new TreeMap<Long, Long>();
        BooleanSupplier putAndLook =
                () -> {
                    long now = System.nanoTime();
                    long revision = client.put(KEY, Bytes.utf8("v")).header().revision();
                    while (sentNanos.size() <= revision) sentNanos.add(now);
                    for (KvdProcess node : cluster.nodes()) {
                        if (!node.isAlive()) continue;
                        long floor = (long) node.metric("quorate_server_compacted_revision");
                        floors.putIfAbsent(floor, System.nanoTime());
                    }
                    return floors.size() > 3;
                };
        KvdProcess first = cluster.awaitLeader();
        first.await(PATIENCE, "or some of the past is given up", putAndLook);
        KvdProcess old = cluster.awaitLeader();
        old.kill();
        old.awaitEnd();
        long before = floors.lastKey();
        KvdProcess other = cluster.awaitLeader();
        other.await(
                PATIENCE,
                "or another leader gives more up",
                () -> putAndLook.getAsBoolean() && floors.lastKey() > before);
        floors.remove(0L);
        for (Map.Entry<Long, Long> floor : floors.entrySet()) {
            long age = floor.getValue() - sentNanos.get(floor.getKey().intValue());
            assertTrue(age >= Duration.ofSeconds(3).toNanos(), floor + " is " + age + " ns old");
        }
    }

    @Test
    void theLeaderKeepsSoManyRevisions() {
        start("compaction-count", "--history-keep", "50");
        for (int i = 1; i <= 200; i++) client.put(KEY, Bytes.utf8("v" + i));
        awaitFloor(150);
        assertEquals("v150\n", cluster.kvctl(0, "get", "k", "--revision", "150").text());
        cluster.kvctl(1, "get", "k", "--revision", "149");
    }

    @Test
    void aCoalescingWatchIsShownTheStateAndThenGoesOn() {
        start("compaction-coalesce");
        for (int i = 0; i < 10; i++) client.put(Bytes.utf8("a" + i), Bytes.utf8("old"));
        client.delete(Bytes.utf8("a3"));
        client.put(Bytes.utf8("a4"), Bytes.utf8("new"));
        client.history().compact(12);
        awaitFloor(12); // a member that has not heard of it yet shows the changes
        var query = WatchQuery.of(Keys.prefix(Bytes.utf8("a"))).from(5);
        try (CoalescingWatch watch = client.watchCoalescing(query)) {
            var keys = new TreeMap<Bytes, KeyValue>();
            boolean isWhole = false;
            while (!isWhole) {
                var state = (CoalescedUpdate.State) watch.next();
                assertEquals(12, state.revision());
                for (KeyValue kv : state.kvs()) keys.put(kv.key(), kv);
                isWhole = state.last();
            }
            assertEquals(9, keys.size());
            assertEquals(12, keys.get(Bytes.utf8("a4")).modRevision());
            client.delete(Bytes.utf8("a5"));
            CoalescedUpdate next = watch.next();
            while (((CoalescedUpdate.Changed) next).update().isMark()) next = watch.next();
            var changed = (CoalescedUpdate.Changed) next;
            assertEquals(13, changed.update().revision());
            assertEquals(Bytes.utf8("a5"), changed.update().changes().getFirst().key());
        }
    }

    private void awaitFloor(long revision) {
        for (KvdProcess node : cluster.nodes()) {
            node.await(
                    PATIENCE,
                    "or it gives up all before " + revision,
                    () -> node.metric("quorate_server_compacted_revision") == revision);
        }
    }

    private boolean isRemoved(KvdProcess node) {
        double floor = node.metric("quorate_server_compacted_revision");
        return floor > 0 && node.metric("quorate_server_compaction_pending") == 0;
    }

    private static KvClient at(KvClient client, long revision) {
        return client.with(client.options().withConsistency(Consistency.atRevision(revision)));
    }

    private static Reason reason(Executable asked) {
        return assertThrows(KvException.class, asked).reason();
    }
}
