package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Keys are put and deleted on the console of a real node, and by nobody else. */
class ConsoleWritesIT {

    private static final String KEY = "<b onclick=alert(1)>&amp;";
    private static final String VALUE = "</textarea><script>document.title='owned'</script>";

    /** The key k, in base64url. */
    private static final String PUT = "/console/put?key=aw";

    @Test
    @Timeout(600)
    void keysAreChangedWhereTheyMayBe() throws IOException {
        Path program = Tool.of("chromium", "chromium");
        Path directory = Distribution.freshDirectory("console-writes-browser");
        try (var cluster = LocalCluster.started("console-writes", 3, "--console-writes", "on")) {
            KvdProcess leader = cluster.awaitLeader();
            List<KvdProcess> followers =
                    cluster.nodes().stream().filter(Predicate.not(leader::equals)).toList();
            String atFollower = "http://" + followers.getFirst().httpAddress() + "/console";
            try (var browser = new Chromium(program, directory, atFollower, "light")) {
                browser.await("!document.getElementById('new').hidden");
                makesAKey(browser);
                putsAnother(browser);
                deletesIt(browser);
            }
            refusesOthers(leader);
            String atLeader = "http://" + leader.httpAddress() + "/console";
            try (var browser = new Chromium(program, directory, atLeader, "dark")) {
                browser.await("!document.getElementById('new').hidden");
                for (KvdProcess follower : followers) follower.pause();
                create(browser, "never", "known");
                browser.await(outcome("Outcome unknown: ") + " || " + outcome("Not done: "));
                for (KvdProcess follower : followers) follower.resume();
            }
        }
    }

    private static void makesAKey(Chromium browser) {
        create(browser, KEY, VALUE);
        browser.await(outcome("Done at revision "));
        browser.await("document.querySelectorAll('#keys button').length === 1");
        assertEquals(KEY, browser.evaluate("document.querySelector('#keys button').textContent"));
        browser.evaluate("document.querySelector('#keys button').click()");
        browser.await("document.querySelector('.editor textarea') !== null");
        assertEquals(VALUE, browser.evaluate("document.querySelector('.editor textarea').value"));
        assertTrue(browser.evaluate("document.title").startsWith("Quorate"));
    }

    private static void putsAnother(Chromium browser) {
        browser.evaluate("document.querySelector('.editor textarea').value = 'another'");
        browser.evaluate("document.querySelector('.editor').requestSubmit()");
        browser.await("document.querySelectorAll('#history article').length === 2");
        assertEquals(
                "another", browser.evaluate("document.querySelector('#history pre').textContent"));
    }

    private static void deletesIt(Chromium browser) {
        browser.evaluate("document.querySelector('.danger').click()");
        assertEquals(
                "Delete it?", browser.evaluate("document.querySelector('.danger').textContent"));
        browser.evaluate("document.querySelector('.danger').click()");
        browser.await("document.querySelectorAll('#keys button').length === 0");
    }

    private static void create(Chromium browser, String key, String value) {
        browser.evaluate("document.getElementById('new').click()");
        browser.evaluate("document.getElementById('new-key').value = `" + key + "`");
        browser.evaluate("document.getElementById('new-value').value = `" + value + "`");
        browser.evaluate("document.getElementById('new-form').requestSubmit()");
    }

    private static String outcome(String begins) {
        return "document.getElementById('outcome').textContent.startsWith('" + begins + "')";
    }

    private static void refusesOthers(KvdProcess node) throws IOException {
        String host = "host: " + node.httpAddress();
        String own = "origin: http://" + node.httpAddress();
        String bytes = "content-type: application/octet-stream";
        assertEquals("200", post(node, host, own, bytes));
        assertEquals("403", post(node, host, bytes));
        assertEquals("403", post(node, host, "origin: http://other.example", bytes));
        assertEquals(
                "403", post(node, "host: other.example", "origin: http://other.example", bytes));
        assertEquals("415", post(node, host, own, "content-type: text/plain"));
    }

    /** The code that a put of v under k is answered with. */
    private static String post(KvdProcess node, String... headers) throws IOException {
        String[] address = node.httpAddress().split(":");
        try (var socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            String request =
                    "POST "
                            + PUT
                            + " HTTP/1.1\r\n"
                            + String.join("\r\n", headers)
                            + "\r\ncontent-length: 1\r\nconnection: close\r\n\r\nv";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return in.readLine().split(" ")[1];
        }
    }
}
