package io.quorate.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.adapter.http.Console.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Timeout(60)
class ConsoleChangesTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Probe NEVER = CompletableFuture::new;
    private static final String BYTES = "content-type: application/octet-stream";
    private static final String OWN = "host: h:7301\r\norigin: http://h:7301";

    private Outcome outcome = new Outcome.Done(7);
    private boolean takesChanges = true;
    private boolean isAsked;
    private HttpServer server;

    @BeforeEach
    void open() throws CannotListen {
        server =
                HttpServer.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new HttpServer.Pages(NEVER, NEVER, () -> "", new Changing(), List.of("h")),
                        new HttpLimits(8, LONG, LONG));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** A console where changes come to what the test says. */
    private final class Changing extends EchoingConsole {

        @Override
        public boolean takesChanges() {
            return takesChanges;
        }

        @Override
        public CompletionStage<Outcome> change(Change change) {
            isAsked = true;
            return CompletableFuture.completedStage(outcome);
        }
    }

    private RawClient.Response post(String path, String headers, String body) throws IOException {
        return send("POST", path, headers, body);
    }

    private RawClient.Response send(String method, String path, String headers, String body)
            throws IOException {
        try (RawClient client = RawClient.connect(server.address())) {
            client.send(
                    method
                            + " "
                            + path
                            + " HTTP/1.1\r\n"
                            + headers
                            + "\r\ncontent-length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
            return client.receive(false);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/console/put?keyspace=o&key=aw, <b>v</b>, put o/k \\u003cb>v\\u003c/b>",
        "/console/put?key=aw, '', 'put /k '",
        "/console/delete?keyspace=o&key=aw, '', delete o/k"
    })
    void aChangeIsOfAKeyOfAKeyspace(String path, String body, String asked) throws Exception {
        server.close();
        server =
                HttpServer.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new HttpServer.Pages(
                                NEVER, NEVER, () -> "", new EchoingConsole(), List.of("h")),
                        new HttpLimits(8, LONG, LONG));
        assertEquals(
                "{\"outcome\":\"not done\",\"why\":\"" + asked + "\"}",
                post(path, OWN + "\r\n" + BYTES, body).body());
    }

    @Test
    void whatBecameOfAChangeIsOneOfThree() throws IOException {
        RawClient.Response done = post("/console/put?key=aw", OWN + "\r\n" + BYTES, "v");
        assertEquals("HTTP/1.1 200 OK", done.status());
        assertEquals("{\"outcome\":\"done\",\"revision\":7}", done.body());
        outcome = new Outcome.NotDone("full");
        RawClient.Response notDone = post("/console/put?key=aw", OWN + "\r\n" + BYTES, "v");
        assertEquals("HTTP/1.1 409 Conflict", notDone.status());
        assertEquals("{\"outcome\":\"not done\",\"why\":\"full\"}", notDone.body());
        outcome = new Outcome.Unknown("no answer in time");
        RawClient.Response unknown = post("/console/delete?key=aw", OWN + "\r\n" + BYTES, "");
        assertEquals("HTTP/1.1 504 Gateway Timeout", unknown.status());
        assertEquals("{\"outcome\":\"unknown\",\"why\":\"no answer in time\"}", unknown.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/put?key=aw", "/console/delete?key=aw"})
    void withoutTheFlagNothingIsChanged(String path) throws IOException {
        takesChanges = false;
        RawClient.Response refused = post(path, OWN + "\r\n" + BYTES, "v");
        assertEquals("HTTP/1.1 403 Forbidden", refused.status());
        assertTrue(refused.body().contains("--console-writes"), refused.body());
        assertFalse(isAsked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: h:7301\r\norigin: http://h:7301",
                "host: 127.0.0.1:7301\r\norigin: http://127.0.0.1:7301",
                "host: h:7301\r\nsec-fetch-site: same-origin",
                "host: h:7301\r\norigin: http://h:7301\r\nsec-fetch-site: same-origin"
            })
    void itsOwnPageMayChangeKeys(String headers) throws IOException {
        assertEquals(
                "HTTP/1.1 200 OK",
                post("/console/put?key=aw", headers + "\r\n" + BYTES, "v").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: h:7301",
                "host: h:7301\r\nsec-fetch-site: none",
                "host: h:7301\r\nsec-fetch-site: same-site",
                "host: h:7301\r\nsec-fetch-site: cross-site",
                "host: h:7301\r\norigin: null",
                "host: h:7301\r\norigin: http://h:7302",
                "host: h:7301\r\norigin: https://h:7301",
                "host: h:7301\r\norigin: http://other.example",
                "host: h:7301\r\norigin: http://other.example\r\nsec-fetch-site: same-origin",
                "host: h:7301\r\norigin: http://h:7301\r\nsec-fetch-site: cross-site",
                "host: rebound.example\r\norigin: http://rebound.example",
                "host: rebound.example\r\norigin: http://rebound.example\r\n"
                        + "sec-fetch-site: same-origin",
                "origin: http://h:7301"
            })
    void nobodyElseMay(String headers) throws IOException {
        for (String path : List.of("/console/put?key=aw", "/console/delete?key=aw")) {
            assertEquals(
                    "HTTP/1.1 403 Forbidden", post(path, headers + "\r\n" + BYTES, "v").status());
        }
        assertFalse(isAsked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=application/octet-stream",
                ""
            })
    void whatAFormCanSendIsRefused(String type) throws IOException {
        RawClient.Response refused =
                post("/console/put?key=aw", OWN + "\r\ncontent-type: " + type, "v");
        assertEquals("HTTP/1.1 415 Unsupported Media Type", refused.status());
        assertFalse(isAsked);
    }

    @Test
    void aValueIsBounded() throws IOException {
        String headers = OWN + "\r\n" + BYTES;
        String largest = "v".repeat(HttpLimits.BODY_BYTES_MAX);
        assertEquals("HTTP/1.1 200 OK", post("/console/put?key=aw", headers, largest).status());
        isAsked = false;
        assertEquals(
                "HTTP/1.1 413 Request Entity Too Large",
                post("/console/put?key=aw", headers, largest + "v").status());
        assertFalse(isAsked);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /console/put?key=aw, 405",
        "DELETE, /console/delete?key=aw, 405",
        "POST, /console/put?key=***, 400",
        "POST, /console/put?key=%zz, 400",
        "POST, /console/keys, 405",
        "POST, /console, 405",
        "POST, /metrics, 405"
    })
    void whatIsMalformedChangesNothing(String method, String path, String code) throws IOException {
        String status = send(method, path, OWN + "\r\n" + BYTES, "").status();
        assertTrue(status.startsWith("HTTP/1.1 " + code), status);
        assertFalse(isAsked);
    }
}
