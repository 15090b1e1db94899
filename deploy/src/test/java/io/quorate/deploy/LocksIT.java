package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.ElectionListener;
import io.quorate.client.Fence;
import io.quorate.client.HeldLock;
import io.quorate.client.Keys;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.Leader;
import io.quorate.client.RangeQuery;
import io.quorate.client.RequestOptions;
import io.quorate.client.Txn;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Locks and elections of real processes that are killed and paused, and what fences are good for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class LocksIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(10);

    private LocalCluster cluster;
    private KvClient client;
    private Path directory;

    @BeforeAll
    void start() {
        directory = Distribution.freshDirectory("locks-files");
        cluster = LocalCluster.started("locks", 3);
        cluster.awaitLeader();
        client = client();
    }

    private KvClient client() {
        return KvClient.builder()
                .endpoints(List.of(cluster.endpoints().split(",")))
                .options(RequestOptions.defaults().withTimeout(DEADLINE))
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    /**
     * A counter that is read and written in two steps counts right only if one at a time does so:
     * while the leader is killed, and comes back.
     */
    @Test
    void oneAtATimeHoldsALockWhileLeadersAreKilled() {
        var counter = Bytes.utf8("counter");
        client.put(counter, Bytes.utf8("0"));
        var counted = new AtomicInteger();
        var isOver = new AtomicBoolean();
        List<CompletableFuture<Void>> contenders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            contenders.add(
                    CompletableFuture.runAsync(
                            () -> count(counter, counted, isOver),
                            task -> Thread.ofVirtual().start(task)));
        }
        for (int kills = 0; kills < 2; kills++) {
            int before = counted.get();
            KvdProcess leader = cluster.awaitLeader();
            leader.kill();
            leader.awaitEnd();
            KvdProcess next = cluster.awaitLeader();
            next.await(DEADLINE, "or counting goes on", () -> counted.get() > before);
            cluster.start(leader);
            leader.awaitReady();
        }
        isOver.set(true);
        for (CompletableFuture<Void> contender : contenders) contender.join();
        assertEquals(
                Integer.toString(counted.get()),
                text(client.get(counter).kv().orElseThrow().value()));
        assertEquals(0, client.count(range("counting/")).count());
    }

    private static RangeQuery range(String prefix) {
        return RangeQuery.prefix(Bytes.utf8(prefix));
    }

    private void count(Bytes counter, AtomicInteger counted, AtomicBoolean isOver) {
        try (KvClient own = client()) {
            KvClient known = own.exactlyOnce();
            while (!isOver.get()) {
                try (HeldLock lock = own.locks().lock(Bytes.utf8("counting"))) {
                    int found =
                            Integer.parseInt(text(known.get(counter).kv().orElseThrow().value()));
                    var fenced = known.with(known.options().withFence(lock.fence()));
                    fenced.put(counter, Bytes.utf8(Integer.toString(found + 1)));
                    counted.incrementAndGet();
                } catch (KvException lost) {
                    assertEquals(Reason.FENCE_STALE, lost.reason(), lost.toString());
                }
            }
        }
    }

    private static String text(Bytes bytes) {
        return bytes.text().orElseThrow();
    }

    @Test
    void aHolderThatIsKilledIsFollowedOnceItsLeaseHasEnded() throws Exception {
        Path token = directory.resolve("killed");
        Process holder =
                kvctl(
                        "lock",
                        "--ttl",
                        "10s",
                        "killed",
                        "--",
                        "sh",
                        "-c",
                        writes(token) + "exec sleep 300");
        Fence earlier = fence(token);
        assertTrue(client.locks().tryLock(Bytes.utf8("killed"), Duration.ofMillis(1)).isEmpty());
        holder.children().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly().waitFor();
        try (HeldLock next = client.locks().lock(Bytes.utf8("killed"))) {
            assertTrue(next.fence().createRevision() > earlier.createRevision());
            assertTrue(next.isHeld());
            assertStale(earlier);
            next.fenced().put(Bytes.utf8("killed's"), Bytes.utf8("next"));
        }
    }

    private void assertStale(Fence earlier) {
        KvClient late = client.with(client.options().withFence(earlier));
        var key = Bytes.utf8("late");
        for (Runnable write :
                List.<Runnable>of(
                        () -> late.put(key, key),
                        () -> late.delete(Keys.of(key)),
                        () -> late.txn(Txn.when().then(Txn.put(key, key))))) {
            var refused = assertThrows(KvException.class, write::run);
            assertEquals(Reason.FENCE_STALE, refused.reason());
            assertEquals(Outcome.NOT_DONE, refused.outcome());
        }
        assertEquals(Optional.empty(), client.get(key).kv());
    }

    /** Kleppmann's process that is paused, and wakes when its lock is another's. */
    @Test
    void whatAPausedHolderWritesWhenItWakesIsRefused() throws Exception {
        Path token = directory.resolve("paused");
        Path go = directory.resolve("go");
        Path came = directory.resolve("came");
        String script =
                writes(token)
                        + "while [ ! -e "
                        + go
                        + " ]; do sleep 0.1; done; "
                        + Distribution.program("kvctl")
                        + " --endpoints "
                        + cluster.endpoints()
                        + " --timeout 60s put --fence $QUORATE_FENCE shared paused; echo $? > "
                        + came
                        + ".part; mv "
                        + came
                        + ".part "
                        + came
                        + "; exec sleep 300";
        Process holder = kvctl("lock", "--ttl", "10s", "paused", "--", "sh", "-c", script);
        Fence earlier = fence(token);
        signal("STOP", holder.pid());
        try (HeldLock later = client.locks().lock(Bytes.utf8("paused"))) {
            later.fenced().put(Bytes.utf8("shared"), Bytes.utf8("later"));
            Files.writeString(go, "");
            awaitFile(came);
            assertEquals("1", Files.readString(came).strip());
            assertStale(earlier);
            later.fenced().put(Bytes.utf8("shared"), Bytes.utf8("still later"));
        }
        assertEquals(2, client.get(Bytes.utf8("shared")).kv().orElseThrow().version());
        signal("CONT", holder.pid());
        assertTrue(holder.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(9, holder.exitValue(), "kvctl says that it lost the lock");
    }

    @Test
    void whoeverHoldsALockIsToldThatItIsLost() throws Exception {
        HeldLock lock = client.locks().withTtl(SHORT).lock(Bytes.utf8("lost"));
        assertFalse(lock.lost().isDone());
        long lease = client.get(lock.fence().key()).kv().orElseThrow().lease();
        client.leases().revoke(lease);
        KvException why = lock.lost().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Reason.LEASE_NOT_FOUND, why.reason());
        assertFalse(lock.isHeld());
        assertStale(lock.fence());
        lock.close();
    }

    /** By their places in the queue, and each is woken by the one before it alone. */
    @Test
    void locksAreHadInTheOrderInWhichTheyAreAskedFor() throws Exception {
        var name = Bytes.utf8("ordered");
        HeldLock first = client.locks().lock(name);
        List<CompletableFuture<Optional<HeldLock>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(client.locks().lockAsync(name));
            int queued = i + 2;
            cluster.nodes()
                    .getFirst()
                    .await(
                            DEADLINE,
                            "or it queues",
                            () -> client.count(range("ordered/")).count() == queued);
        }
        waiting.get(3).cancel(true);
        long last = first.fence().createRevision();
        first.close();
        for (int i = 0; i < waiting.size(); i++) {
            if (i == 3) continue;
            HeldLock next =
                    waiting.get(i).get(DEADLINE.toSeconds(), TimeUnit.SECONDS).orElseThrow();
            assertTrue(next.fence().createRevision() > last, "at place " + i);
            last = next.fence().createRevision();
            if (i + 1 < waiting.size() && i + 1 != 3) assertFalse(waiting.get(i + 1).isDone());
            next.close();
        }
        cluster.nodes()
                .getFirst()
                .await(
                        DEADLINE,
                        "or the queue empties",
                        () -> client.count(range("ordered/")).count() == 0);
    }

    @Test
    void aNameThatAnotherBeginsWithIsAnotherLock() {
        try (HeldLock outer = client.locks().lock(Bytes.utf8("x"));
                HeldLock inner = client.locks().lock(Bytes.utf8("x/y"))) {
            assertTrue(outer.isHeld() && inner.isHeld());
        }
    }

    @Test
    void leadersAreElectedObservedAndFollowed() throws Exception {
        var name = Bytes.utf8("election");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        var listener =
                new ElectionListener() {
                    @Override
                    public void leads(Optional<Leader> leader) {
                        seen.add(leader.map(who -> text(who.value())).orElse("-"));
                    }

                    @Override
                    public void ended(KvException why) {
                        seen.add("ended: " + why.reason());
                    }
                };
        try (var _ = client.elections().observe(name, listener)) {
            assertEquals("-", next(seen));
            var first = client.elections().campaign(name, Bytes.utf8("one"));
            assertEquals("one", next(seen));
            var second = client.elections().campaignAsync(name, Bytes.utf8("two"));
            first.proclaim(Bytes.utf8("still one"));
            assertEquals("still one", next(seen));
            assertEquals(
                    first.fence(), client.elections().leader(name).leader().orElseThrow().fence());
            first.close();
            assertEquals("two", next(seen));
            try (var two = second.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                assertTrue(two.fence().createRevision() > first.fence().createRevision());
                var refused =
                        assertThrows(KvException.class, () -> first.proclaim(Bytes.utf8("again")));
                assertEquals(Reason.FENCE_STALE, refused.reason());
                two.fenced().put(Bytes.utf8("led"), Bytes.utf8("by two"));
            }
            assertEquals("-", next(seen));
        }
        assertEquals("ended: CANCELLED", next(seen));
    }

    private static String next(BlockingQueue<String> seen) throws InterruptedException {
        return seen.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void kvctlHoldsALockWhileACommandRunsAndEndsAsThatDid() {
        Finished ran =
                cluster.kvctl(
                        9,
                        "lock",
                        "job",
                        "--",
                        "sh",
                        "-c",
                        "echo $QUORATE_LOCK_KEY $QUORATE_LOCK_REVISION $QUORATE_FENCE; exit 9");
        String[] words = ran.text().strip().split(" ");
        assertTrue(words[0].matches("job/[0-9a-f]+"), words[0]);
        Fence fence = Fence.parse(words[2]);
        assertEquals(words[0], text(fence.key()));
        assertEquals(words[1], Long.toString(fence.createRevision()));
        Finished late = cluster.kvctl(1, "put", "--fence", words[2], "late", "late");
        assertTrue(late.err().contains("the lock of the fence is not held any more"), late.err());
        cluster.kvctl(1, "delete", "--fence", words[2], "late");
        cluster.kvctl(1, "txn", "--fence", words[2], "put late late");
        cluster.kvctl(2, "put", "--fence", words[2] + "x", "late", "late");
        cluster.kvctl(127, "lock", "job", "--", "/no/such/command");
        try (HeldLock held = client.locks().lock(Bytes.utf8("job"))) {
            assertTrue(held.isHeld());
            Finished waited = cluster.kvctl(1, "lock", "--wait", "1s", "job", "--", "true");
            assertTrue(waited.err().contains("another holds the lock 'job'"), waited.err());
        }
        cluster.kvctl(0, "lock", "--wait", "60s", "job", "--", "true");
        cluster.kvctl(2, "lock");
        cluster.kvctl(1, "lock", "--ttl", "10ms", "job", "--", "true");
        cluster.kvctl(1, "elect", "--listen", "--once", "nobody");
        cluster.kvctl(2, "elect", "name");
    }

    private Process kvctl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Distribution.program("kvctl").toString());
        command.addAll(List.of("--endpoints", cluster.endpoints()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Has a command write its fence to a file, whole. */
    private static String writes(Path token) {
        return "echo $QUORATE_FENCE > " + token + ".part; mv " + token + ".part " + token + "; ";
    }

    private Fence fence(Path token) throws IOException {
        awaitFile(token);
        return Fence.parse(Files.readString(token));
    }

    private void awaitFile(Path file) {
        cluster.nodes()
                .getFirst()
                .await(DEADLINE, "or " + file + " is there", () -> Files.exists(file));
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertEquals(
                0, new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor());
    }
}
