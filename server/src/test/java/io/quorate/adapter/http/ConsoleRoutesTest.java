package io.quorate.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class ConsoleRoutesTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Probe NEVER = CompletableFuture::new;

    /** More than the buffers of a connection hold. */
    private static final int LARGE = 32 << 20;

    private volatile Console console = new EchoingConsole();
    private HttpServer server;

    @BeforeEach
    void open() throws CannotListen {
        server = serve(new Asked());
    }

    /** Whatever the test's console is when it is asked. */
    private final class Asked implements Console {

        @Override
        public CompletionStage<String> moment() {
            return console.moment();
        }

        @Override
        public CompletionStage<String> look(Question question) {
            return console.look(question);
        }

        @Override
        public boolean takesChanges() {
            return console.takesChanges();
        }

        @Override
        public CompletionStage<Outcome> change(Change change) {
            return console.change(change);
        }
    }

    private static HttpServer serve(Console console) throws CannotListen {
        return HttpServer.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HttpServer.Pages(NEVER, NEVER, () -> "", console, List.of("h")),
                new HttpLimits(64, LONG, LONG));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(server.address());
    }

    @ParameterizedTest
    @CsvSource({
        "/console, 200, <title>Quorate</title>",
        "/console/console.js, 200, EventSource",
        "/console/charts.js, 200, export function draw",
        "/console/keys.js, 200, export function showKeys",
        "/console/members.js, 200, export function showMembers",
        "/console/text.js, 200, export function shown",
        "/console/console.css, 200, prefers-color-scheme",
        "/console/keyspaces, 200, keyspaces LINEARIZABLE",
        "/console/keys?prefix=dXNlci8, 200, keys /user/ LINEARIZABLE",
        "/console/keys?keyspace=o&prefix=, 200, keys o/ LINEARIZABLE",
        "/console/history?keyspace=a%26b&key=aw==&level=eventual, 200, history a&b/k EVENTUAL",
        "/console/history?key=***, 400, base64url",
        "/console/history?key=%zz, 400, base64url",
        "/console/secrets, 404, no such page",
        "/console/../console/secrets, 404, no such page"
    })
    void answers(String path, String code, String body) throws IOException {
        try (RawClient client = connect()) {
            RawClient.Response response = client.get(path);
            assertTrue(response.status().startsWith("HTTP/1.1 " + code), response.status());
            assertTrue(response.body().contains(body), response.body());
        }
    }

    @Test
    void aKeyOfTheLargestSizeFitsIntoARequest() throws IOException {
        String key = "AAAA".repeat((8_192 + 2) / 3);
        try (RawClient client = connect()) {
            assertEquals("HTTP/1.1 200 OK", client.get("/console/history?key=" + key).status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: h:7301",
                "host: H:7301",
                "host: localhost:7301",
                "host: 127.0.0.1:7301",
                "host: [::1]:7301\r\norigin: http://[::1]:7301",
                "host: h:7301\r\nsec-fetch-site: same-origin",
                "host: h:7301\r\nsec-fetch-site: none"
            })
    void answersItsOwnPageAndWhoIsNoPage(String headers) throws IOException {
        assertEquals("HTTP/1.1 200 OK", status("/console/keys", headers));
        assertEquals("HTTP/1.1 200 OK", status("/console", headers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: rebound.example:7301",
                "host: h.rebound.example",
                "host: ",
                "x: y",
                "host: h:7301\r\norigin: http://other.example",
                "host: h:7301\r\norigin: https://h:7301",
                "host: h:7301\r\norigin: null"
            })
    void answersNoPageOfOthers(String headers) throws IOException {
        assertEquals("HTTP/1.1 403 Forbidden", status("/console/keys", headers));
        assertEquals("HTTP/1.1 403 Forbidden", status("/console/events", headers));
        assertEquals("HTTP/1.1 403 Forbidden", status("/console", headers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void othersMayLinkToThePageAndNotAskForWhatItShows(String site) throws IOException {
        String headers = "host: h:7301\r\nsec-fetch-site: " + site;
        assertEquals("HTTP/1.1 200 OK", status("/console", headers));
        assertEquals("HTTP/1.1 403 Forbidden", status("/console/keys", headers));
        assertEquals("HTTP/1.1 403 Forbidden", status("/console/events", headers));
    }

    private String status(String path, String headers) throws IOException {
        try (RawClient client = connect()) {
            client.send("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n");
            return client.receive(false).status();
        }
    }

    @Test
    void whatCannotBeFoundSaysWhyAndNothingElse() throws IOException {
        console = new Failing(new IllegalStateException("no leader is known"));
        try (RawClient client = connect()) {
            RawClient.Response response = client.get("/console/keys");
            assertEquals("HTTP/1.1 503 Service Unavailable", response.status());
            assertEquals("no leader is known\n", response.body());
        }
    }

    /** Fails as a stage does that hangs on another. */
    private static final class Failing extends EchoingConsole {

        private final RuntimeException why;

        Failing(RuntimeException why) {
            this.why = why;
        }

        @Override
        public CompletionStage<String> look(Question question) {
            return CompletableFuture.<String>failedFuture(why).thenApply(json -> json);
        }
    }

    @Test
    void nothingOfAPageIsRunThatIsNotThisServers() throws IOException {
        try (RawClient client = connect()) {
            List<String> headers = client.get("/console").headers();
            String policy =
                    headers.stream()
                            .filter(header -> header.startsWith("content-security-policy: "))
                            .findFirst()
                            .orElseThrow();
            assertTrue(policy.contains("default-src 'none'"), policy);
            assertTrue(policy.contains("script-src 'self';"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), policy);
            assertTrue(headers.contains("x-content-type-options: nosniff"), headers.toString());
        }
    }

    @Test
    void whoWatchesIsSentWhatThereIsAgainAndAgain() throws IOException {
        try (RawClient client = connect()) {
            client.send(RawClient.request("/console/events"));
            for (int moment = 0; moment < 3; moment++) {
                assertEquals("data: {\"now\":1}", client.lineThatBegins("data: "));
            }
        }
    }

    @Test
    void asManyAsMayWatchDoAndAnotherIsToldSoUntilOneLeaves() throws IOException {
        List<RawClient> watching = new ArrayList<>();
        try (RawClient another = connect()) {
            for (int i = 0; i < EventStreams.STREAMS_MAX; i++) {
                watching.add(connect());
                watching.getLast().send(RawClient.request("/console/events"));
                watching.getLast().lineThatBegins("data: ");
            }
            RawClient.Response refused = another.get("/console/events");
            assertEquals("HTTP/1.1 503 Service Unavailable", refused.status());
            assertEquals("too many watch already\n", refused.body());
            assertEquals("HTTP/1.1 200 OK", another.get("/console/keys").status());
            watching.removeLast().close();
            String status = "";
            while (!status.equals("HTTP/1.1 200 OK")) {
                another.send(RawClient.request("/console/events"));
                status = another.lineThatBegins("HTTP/1.1 ");
            }
        } finally {
            for (RawClient each : watching) each.close();
        }
    }

    @Test
    void whoDoesNotReadIsSentNoMoreAndTheOthersAre() throws IOException, InterruptedException {
        var isAsked = new CountDownLatch(1);
        console =
                new EchoingConsole() {
                    @Override
                    public CompletionStage<String> moment() {
                        isAsked.countDown();
                        return CompletableFuture.completedStage("x".repeat(LARGE));
                    }
                };
        try (RawClient lazy = connect();
                RawClient keen = connect()) {
            lazy.send(RawClient.request("/console/events"));
            isAsked.await();
            console = new EchoingConsole();
            keen.send(RawClient.request("/console/events"));
            for (int moment = 0; moment < 3; moment++) keen.lineThatBegins("data: ");
            long read = lazy.bytesUntilClosed();
            assertTrue(read < LARGE, read + " bytes");
        }
    }
}
