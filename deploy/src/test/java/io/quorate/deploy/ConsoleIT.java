package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The console of a real node in a real browser, while its cluster has trouble. It leaves pictures
 * of it in {@code target/console}: those of docs/console.md are made with {@code
 * -Dquorate.moments=110}.
 */
class ConsoleIT {

    /** For how many seconds the healthy cluster is watched before its picture is taken. */
    private static final int MOMENTS = Integer.getInteger("quorate.moments", 12);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MOMENTS_SHOWN = "Number(document.body.dataset.moments) >= ";
    private static final String HOSTILE_KEY = "<img src=x onerror=document.title='owned'>";
    private static final String HOSTILE_VALUE = "<script>document.title='owned'</script>";

    private final Path program = Tool.of("chromium", "chromium");
    private final Path directory = Distribution.freshDirectory("console-browser");
    private final Path pictures = Distribution.home().resolveSibling("console");

    @Test
    @Timeout(900)
    void itShowsTheClusterHealthyWithOneDownAndWithoutALeader() {
        try (var cluster = LocalCluster.started("console", 3)) {
            fill(cluster);
            KvdProcess leader = cluster.awaitLeader();
            List<KvdProcess> followers =
                    cluster.nodes().stream().filter(Predicate.not(leader::equals)).toList();
            try (var _ = new RecordingWriter(cluster.endpoints());
                    var _ = new Reader(leader)) {
                showsItHealthy(leader);
            }
            showsItsTrouble(leader, followers);
        }
    }

    private void showsItHealthy(KvdProcess leader) {
        try (var browser = new Chromium(program, directory, page(leader), "light");
                var dark = new Chromium(program, directory, page(leader), "dark")) {
            browser.await(text("state", "healthy"));
            browser.await(text("n-up", "3 of 3"));
            browser.await(text("n-states", "alike"));
            assertEquals(leader.id(), browser.evaluate(textOf("n-leader")));
            assertShowsHostileKeysAsText(browser);
            assertReadsTheKeyspaceThatIsChosen(browser);
            click(browser, "keyspaces", "default");
            look(browser, "user/");
            click(browser, "keys", "user/1002");
            browser.await("document.querySelectorAll('#history article').length === 3");
            assertOffersNoChanges(browser);
            click(dark, "keyspaces", "orders");
            click(dark, "keys", "order/1002");
            browser.await(MOMENTS_SHOWN + MOMENTS);
            browser.screenshot(pictures.resolve("console.png"));
            dark.await(MOMENTS_SHOWN + MOMENTS);
            dark.screenshot(pictures.resolve("console-dark.png"));
        }
    }

    private void showsItsTrouble(KvdProcess leader, List<KvdProcess> followers) {
        try (var browser = new Chromium(program, directory, page(followers.getFirst()), "light")) {
            browser.await(text("state", "healthy"));
            KvdProcess other = followers.getLast();
            other.kill();
            other.awaitEnd();
            browser.await(text("state", "degraded"));
            browser.await(text("n-up", "2 of 3"));
            browser.screenshot(pictures.resolve("console-one-down.png"));

            leader.pause();
            browser.await(text("state", "no leader"));
            browser.await(textOf("events") + ".includes('stands for election')");
            browser.screenshot(pictures.resolve("console-election.png"));
            browser.go(page(followers.getFirst()));
            assertShowsWhatThisNodeHas(browser);
            leader.resume();
            browser.await(text("state", "degraded"));
        }
    }

    private static String page(KvdProcess node) {
        return "http://" + node.httpAddress() + "/console";
    }

    private static void fill(LocalCluster cluster) {
        try (var client = client(cluster.endpoints())) {
            put(client, HOSTILE_KEY, "before", HOSTILE_VALUE);
            put(client, "config/theme", "dark");
            for (int user = 1001; user <= 1009; user++) {
                for (String plan : List.of("solo", "team", "business")) {
                    put(
                            client,
                            "user/" + user,
                            "{\"plan\":\"" + plan + "\",\"seats\":" + user % 7 + "}");
                }
            }
            cluster.kvctl(0, "keyspace", "create", "orders", "--max-keys", "20");
            cluster.kvctl(0, "keyspace", "create", "sessions");
            KvClient orders = client.keyspace("orders");
            for (int order = 1001; order <= 1011; order++) put(orders, "order/" + order, "packed");
            put(orders, "order/1002", "shipped");
        }
    }

    private static void put(KvClient client, String key, String... values) {
        for (String value : values) client.put(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static KvClient client(String endpoints) {
        return KvClient.builder()
                .endpoints(List.of(endpoints.split(",")))
                .options(RequestOptions.defaults().withTimeout(PATIENCE))
                .build();
    }

    /** Reads for as long as it is let, so that there is something to show. */
    private static final class Reader implements AutoCloseable {

        private final KvClient client;
        private final Thread thread;
        private volatile boolean isStopped;

        Reader(KvdProcess node) {
            KvClient one = KvClient.of(node.clientAddress());
            client =
                    one.with(
                            one.options()
                                    .withConsistency(Consistency.EVENTUAL)
                                    .withTimeout(PATIENCE));
            thread = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            while (!isStopped) client.get(Bytes.utf8("user/1001"));
        }

        @Override
        public void close() {
            isStopped = true;
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new AssertionError("interrupted while a read ends", stopped);
            }
            client.close();
        }
    }

    private static void assertShowsHostileKeysAsText(Chromium browser) {
        click(browser, "keys", HOSTILE_KEY);
        browser.await("document.querySelectorAll('#history article').length === 2");
        assertEquals(
                HOSTILE_KEY, browser.evaluate("document.querySelector('#history h3').textContent"));
        assertEquals(
                HOSTILE_VALUE,
                browser.evaluate("document.querySelector('#history pre').textContent"));
        assertEquals(
                "0", browser.evaluate("document.querySelectorAll('main img, main script').length"));
        assertFalse(browser.evaluate("document.title").contains("owned"));
        assertTrue(browser.evaluate("document.title").startsWith("Quorate"));
    }

    private static void assertReadsTheKeyspaceThatIsChosen(Chromium browser) {
        browser.await(
                "document.querySelector('#keyspaces [data-name=orders]').textContent"
                        + ".includes('11 keys of 20')");
        click(browser, "keyspaces", "orders");
        browser.await("document.querySelectorAll('#keys button').length === 11");
        click(browser, "keys", "order/1002");
        browser.await("document.querySelectorAll('#history article').length === 2");
        assertEquals(
                "shipped", browser.evaluate("document.querySelector('#history pre').textContent"));
    }

    /** A page that is opened while nobody leads. */
    private static void assertShowsWhatThisNodeHas(Chromium browser) {
        browser.await(text("state", "no leader"));
        browser.await("document.querySelectorAll('#keyspaces button').length === 3");
        browser.evaluate("document.getElementById('level').value = 'eventual'");
        look(browser, "user/");
        browser.await("document.querySelectorAll('#keys button').length === 9");
    }

    /** Nothing is to be changed unless the node was told so. */
    private static void assertOffersNoChanges(Chromium browser) {
        assertEquals("true", browser.evaluate("document.getElementById('new').hidden"));
        assertEquals("0", browser.evaluate("document.querySelectorAll('.editor').length"));
    }

    private static void look(Chromium browser, String prefix) {
        browser.evaluate("document.getElementById('prefix').value = '" + prefix + "'");
        browser.evaluate("document.getElementById('search').requestSubmit()");
    }

    /** Clicks what a list has under a name, once it is there. */
    private static void click(Chromium browser, String list, String name) {
        String quoted = "'" + name.replace("'", "\\'") + "'";
        String found =
                "[...document.querySelectorAll('#%s button')].find(one => ".formatted(list)
                        + "[one.textContent, one.dataset.name].includes(%s))".formatted(quoted);
        browser.await(found + " !== undefined");
        browser.evaluate(found + ".click()");
    }

    private static String textOf(String id) {
        return "document.getElementById('" + id + "').textContent";
    }

    private static String text(String id, String is) {
        return textOf(id) + " === '" + is + "'";
    }
}
