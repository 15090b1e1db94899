package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.Keys;
import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceLimits;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.RangeQuery;
import io.quorate.client.WatchQuery;
import io.quorate.client.core.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keyspaces of real nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class KeyspacesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** A registered client has no more than 1,024 writes under way. */
    private static final int TOGETHER = 500;

    /** So many times as many rows are some that several entries remove. */
    private static final int PAGES = 20;

    private static final Bytes KEY = Bytes.utf8("key");
    private static final RangeQuery ALL = RangeQuery.between(Bytes.EMPTY, Bytes.EMPTY);

    private LocalCluster cluster;
    private KvClient client;

    @BeforeAll
    void start() {
        cluster = LocalCluster.started("keyspaces", 3);
        cluster.awaitLeader();
        var any = KvClient.builder().endpoints(List.of(cluster.endpoints().split(","))).build();
        client = any.with(any.options().withTimeout(DEADLINE)).exactlyOnce();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void aKeyIsAnotherInEachKeyspaceAndOutlivesTheLeader() {
        KvClient a = made("apart-a");
        KvClient b = made("apart-b");
        a.put(KEY, Bytes.utf8("a"));
        b.put(KEY, Bytes.utf8("b"));
        KvdProcess leader = cluster.awaitLeader();
        leader.kill();
        leader.awaitEnd();
        cluster.awaitLeader();
        assertEquals(Optional.of(Bytes.utf8("a")), value(a));
        assertEquals(Optional.of(Bytes.utf8("b")), value(b));
        assertEquals(Optional.empty(), value(client));
        assertEquals(1, a.delete(Keys.between(Bytes.EMPTY, Bytes.EMPTY)).count());
        assertEquals(Optional.of(Bytes.utf8("b")), value(b));
        cluster.start(leader);
        leader.awaitReady();
        try (var near = near(leader)) {
            assertEquals(Optional.of(Bytes.utf8("b")), value(near.keyspace("apart-b")));
        }
    }

    /** A node that may not have applied the creation yet never says that there is none. */
    @Test
    void aNewKeyspaceIsUnknownToNobody() {
        for (int i = 0; i < 10; i++) {
            String name = "new-" + i;
            made(name);
            for (KvdProcess node : cluster.nodes()) {
                try (var near = near(node)) {
                    var there = near.keyspace(name);
                    assertEquals(Optional.empty(), value(there));
                    assertEquals(Optional.empty(), there.elections().leader(KEY).leader());
                    watchBegins(there, name);
                }
            }
        }
    }

    @Test
    void aDeletedKeyspaceIsGoneWithItsWatchesAndAnotherOfItsNameIsEmpty() {
        KvClient old = made("again");
        old.put(KEY, Bytes.utf8("old"));
        try (var watch = old.watch(WatchQuery.of(Keys.between(Bytes.EMPTY, Bytes.EMPTY)))) {
            assertEquals(1, client.keyspaces().delete("again").keyspace().keys());
            refused(
                    Reason.KEYSPACE_NOT_FOUND,
                    () -> {
                        while (true) watch.next();
                    });
        }
        refused(Reason.KEYSPACE_NOT_FOUND, () -> old.get(KEY));
        refused(Reason.KEYSPACE_NOT_FOUND, () -> old.put(KEY, Bytes.EMPTY));
        refused(Reason.KEYSPACE_NOT_FOUND, () -> old.range(ALL));
        made("again");
        assertEquals(Optional.empty(), value(old));
        assertEquals(List.of(), old.range(ALL).kvs());
    }

    private void watchBegins(KvClient there, String keyspace) {
        Bytes watched = Bytes.utf8("watched");
        try (var watch = there.watch(WatchQuery.of(Keys.of(watched)).from(1))) {
            client.keyspace(keyspace).put(watched, Bytes.EMPTY);
            while (watch.next().isMark()) {}
        }
    }

    @Test
    void locksOfOneNameAreOthersInEachKeyspace() {
        KvClient a = made("locks-a");
        KvClient b = made("locks-b");
        try (var ofA = a.locks().lock(KEY);
                var ofB = b.locks().lock(KEY)) {
            assertTrue(a.locks().tryLock(KEY, Duration.ofMillis(100)).isEmpty());
            ofA.fenced().put(KEY, Bytes.utf8("a"));
            ofB.fenced().put(KEY, Bytes.utf8("b"));
            assertEquals(Optional.of(Bytes.utf8("a")), value(a));
            ofA.fenced().keyspace("locks-b").put(KEY, Bytes.utf8("behind a"));
            assertEquals(Optional.of(Bytes.utf8("behind a")), value(b));
        }
    }

    @Test
    void pipelinesAreOfTheirOwnKeyspaces() {
        KvClient a = made("piped-a");
        KvClient b = made("piped-b");
        try (var ofA = a.pipeline();
                var ofB = b.pipeline()) {
            List<CompletableFuture<?>> puts = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                puts.add(ofA.put(Bytes.utf8("key-" + i), Bytes.utf8("a")));
                puts.add(ofB.put(Bytes.utf8("key-" + i / 2), Bytes.utf8("b")));
            }
            puts.forEach(CompletableFuture::join);
        }
        assertEquals(TOGETHER, a.count(ALL).count());
        assertEquals(TOGETHER / 2, b.count(ALL).count());
    }

    @Test
    void writesGoOnWhileTheRowsOfADeletedKeyspaceAreRemoved() {
        KvClient many = made("many");
        for (int page = 0; page < PAGES; page++) {
            List<CompletableFuture<?>> puts = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                puts.add(many.putAsync(Bytes.utf8(page + "-" + i), Bytes.utf8("value")));
            }
            puts.forEach(CompletableFuture::join);
        }
        Keyspace full = client.keyspaces().describe("many").keyspace();
        assertEquals(PAGES * TOGETHER, full.keys());
        client.keyspaces().delete("many");
        for (int i = 0; i < 200; i++) client.put(Bytes.utf8("on-" + i), Bytes.EMPTY);
        assertEquals(200, client.count(RangeQuery.prefix(Bytes.utf8("on-"))).count());
    }

    @Test
    void aLimitIsHeldAndCanBeLifted() {
        client.keyspaces().create("small", KeyspaceLimits.NONE.withKeysMax(1).withValueBytesMax(4));
        KvClient small = client.keyspace("small");
        small.put(KEY, Bytes.utf8("1234"));
        double before = commandsRefused();
        refused(Reason.KEYSPACE_FULL, () -> small.put(Bytes.utf8("more"), Bytes.EMPTY));
        assertEquals(before + 1, commandsRefused());
        refused(Reason.INVALID, () -> small.put(KEY, Bytes.utf8("12345")));
        assertEquals(
                new Keyspace("small", id("small"), created("small"), 1, 7, 1, 0, 4),
                client.keyspaces().describe("small").keyspace());
        client.keyspaces().alter("small", KeyspaceLimits.NONE.withKeysMax(0));
        small.put(Bytes.utf8("more"), Bytes.EMPTY);
    }

    private double commandsRefused() {
        return cluster.nodes().stream()
                .mapToDouble(node -> node.metric("quorate_server_commands_refused_total"))
                .sum();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (String bad : List.of("", "A", "a b", "-a", "a/b", "ä", "x".repeat(65))) {
            refused(Reason.INVALID, () -> client.keyspaces().create(bad, KeyspaceLimits.NONE));
            refused(Reason.INVALID, () -> client.keyspaces().delete(bad));
        }
        made("x".repeat(64));
        refused(
                Reason.KEYSPACE_EXISTS,
                () -> client.keyspaces().create("x".repeat(64), KeyspaceLimits.NONE));
        refused(Reason.INVALID, () -> client.keyspaces().delete("default"));
        refused(Reason.KEYSPACE_NOT_FOUND, () -> client.keyspaces().delete("nobody"));
        refused(Reason.KEYSPACE_NOT_FOUND, () -> client.keyspaces().describe("nobody"));
        refused(Reason.INVALID, () -> client.keyspaces().alter("default", KeyspaceLimits.NONE));
        refused(
                Reason.INVALID,
                () ->
                        client.keyspaces()
                                .create("big", KeyspaceLimits.NONE.withValueBytesMax(1 << 21)));
    }

    @Test
    void kvctlMakesShowsAndEndsThem() {
        cluster.kvctl(0, "keyspace", "create", "cli", "--max-keys", "5");
        cluster.kvctl(0, "--keyspace", "cli", "put", "k", "v");
        assertTrue(cluster.kvctl(0, "keyspace", "list").text().contains("cli"));
        assertTrue(
                cluster.kvctl(0, "keyspace", "describe", "cli").text().startsWith("cli: 1 of 5"));
        cluster.kvctl(1, "get", "k");
        cluster.kvctl(0, "keyspace", "delete", "cli");
        cluster.kvctl(1, "--keyspace", "cli", "get", "k");
    }

    private KvClient made(String name) {
        try {
            client.keyspaces().create(name, KeyspaceLimits.NONE);
        } catch (OutcomeUnknownException leaderFell) {
            madeAfterAll(name);
        }
        return client.keyspace(name);
    }

    private void madeAfterAll(String name) {
        try {
            made(name);
        } catch (KvException exists) {
            assertEquals(Reason.KEYSPACE_EXISTS, exists.reason());
        }
    }

    private long id(String name) {
        return client.keyspaces().describe(name).keyspace().id();
    }

    private long created(String name) {
        return client.keyspaces().describe(name).keyspace().createdRevision();
    }

    private static KvClient near(KvdProcess node) {
        var one = KvClient.of(node.clientAddress());
        return one.with(one.options().withConsistency(Consistency.EVENTUAL).withTimeout(DEADLINE));
    }

    private static Optional<Bytes> value(KvClient of) {
        return of.get(KEY).kv().map(kv -> kv.value());
    }

    private static void refused(Reason reason, Executable what) {
        assertEquals(reason, assertThrows(KvException.class, what).reason());
    }
}
