package io.quorate.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.adapter.http.Probe.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Timeout(20)
class HttpServerTest {

    private static final CompletionStage<Answer> YES =
            CompletableFuture.completedStage(new Answer.Yes());
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<HttpServer> servers = new ArrayList<>();
    private Probe live = () -> YES;
    private Probe ready = () -> YES;
    private Page metrics = () -> "up 1\n";
    private HttpLimits limits = new HttpLimits(4, LONG, LONG);

    @AfterEach
    void close() {
        servers.forEach(HttpServer::close);
    }

    @ParameterizedTest
    @CsvSource({
        "/livez, 200, ok",
        "/readyz, 200, ok",
        "/readyz?verbose, 200, ok",
        "http://h:1/livez, 200, ok",
        "/metrics, 200, up 1",
        "/, 200, Quorate",
        "/console, 200, <title>Quorate</title>",
        "/livez/, 404, /livez",
        "/%2e%2e/etc, 404, /livez"
    })
    void pagesAnswer(String path, String code, String body) throws IOException {
        try (RawClient client = connect(open())) {
            RawClient.Response response = client.get(path);
            assertTrue(response.status().startsWith("HTTP/1.1 " + code), response.status());
            assertTrue(response.body().contains(body), response.body());
        }
    }

    @Test
    void metricsSayTheirFormat() throws IOException {
        try (RawClient client = connect(open())) {
            var headers = client.get("/metrics").headers();
            assertTrue(
                    headers.contains("content-type: text/plain; version=0.0.4; charset=utf-8"),
                    headers.toString());
        }
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws IOException {
        try (RawClient client = connect(open())) {
            var headers = client.get("/metrics").headers();
            client.send("HEAD /metrics HTTP/1.1\r\nhost: h\r\n\r\n");
            assertEquals(headers, client.receive(true).headers());
            assertEquals("ok\n", client.get("/livez").body());
        }
    }

    @Test
    void otherMethodsAreRefused() throws IOException {
        try (RawClient client = connect(open())) {
            client.send("DELETE /livez HTTP/1.1\r\nhost: h\r\n\r\n");
            RawClient.Response response = client.receive(false);
            assertEquals("HTTP/1.1 405 Method Not Allowed", response.status());
            assertTrue(response.headers().contains("allow: GET, HEAD"));
        }
    }

    @Test
    void aNodeThatIsNotReadySaysWhyAndStillLives() throws IOException {
        ready = () -> CompletableFuture.completedStage(new Answer.No("no leader is known"));
        try (RawClient client = connect(open())) {
            RawClient.Response response = client.get("/readyz");
            assertEquals("HTTP/1.1 503 Service Unavailable", response.status());
            assertEquals("no leader is known\n", response.body());
            assertEquals("HTTP/1.1 200 OK", client.get("/livez").status());
        }
    }

    @Test
    void aProbeThatFailsOrIsLateIsANo() throws IOException {
        live = () -> CompletableFuture.failedStage(new IllegalStateException("loop ended"));
        ready = CompletableFuture::new;
        limits = new HttpLimits(4, SHORT, LONG);
        try (RawClient client = connect(open())) {
            assertEquals("failed: loop ended\n", client.get("/livez").body());
            assertEquals("no answer in time\n", client.get("/readyz").body());
            assertEquals("up 1\n", client.get("/metrics").body());
        }
    }

    @Test
    void aLateAnswerIsNotGivenToTheNextRequest() throws IOException {
        var late = new CompletableFuture<Answer>();
        ready = () -> late;
        limits = new HttpLimits(4, SHORT, LONG);
        try (RawClient client = connect(open())) {
            assertEquals("no answer in time\n", client.get("/readyz").body());
            late.complete(new Answer.No("too late"));
            assertEquals("up 1\n", client.get("/metrics").body());
            assertEquals("ok\n", client.get("/livez").body());
        }
    }

    @Test
    void aPageThatFailsIsAServerErrorAndTheServerGoesOn() throws IOException {
        metrics =
                () -> {
                    throw new IllegalStateException("scrape failed");
                };
        HttpServer server = open();
        try (RawClient client = connect(server)) {
            assertEquals("HTTP/1.1 500 Internal Server Error", client.get("/metrics").status());
            assertTrue(client.isClosedByServer());
        }
        try (RawClient client = connect(server)) {
            assertEquals("ok\n", client.get("/livez").body());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        var slow = new CompletableFuture<Answer>();
        ready = () -> slow;
        try (RawClient client = connect(open())) {
            client.send(
                    RawClient.request("/readyz")
                            + RawClient.request("/livez")
                            + RawClient.request("/metrics"));
            slow.complete(new Answer.No("slow"));
            assertEquals("slow\n", client.receive(false).body());
            assertEquals("ok\n", client.receive(false).body());
            assertEquals("up 1\n", client.receive(false).body());
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws IOException {
        try (RawClient client = connect(open())) {
            client.socket().setTcpNoDelay(true);
            String request = "GET /livez HTTP/1.1\r\nx: " + "a".repeat(3_000) + "\r\n\r\n";
            for (int i = 0; i < request.length(); i++) client.send(request.substring(i, i + 1));
            assertEquals("ok\n", client.receive(false).body());
        }
    }

    @Test
    void aClientThatPipelinesWithoutEndIsClosed() throws IOException {
        ready = CompletableFuture::new;
        try (RawClient client = connect(open())) {
            client.send(RawClient.request("/readyz").repeat(HttpLimits.PIPELINED_MAX + 2));
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void aConnectionIsKeptUnlessTheClientWantsItClosed() throws IOException {
        HttpServer server = open();
        try (RawClient client = connect(server)) {
            client.send("GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n");
            assertEquals("ok\n", client.receive(false).body());
            assertTrue(client.isClosedByServer());
        }
        try (RawClient client = connect(server)) {
            client.send("GET /livez HTTP/1.0\r\n\r\n");
            assertEquals("ok\n", client.receive(false).body());
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void whatIsTooLargeIsRefusedAndTheConnectionClosed() throws IOException {
        HttpServer server = open();
        assertRefused(
                server,
                "GET /" + "a".repeat(HttpLimits.REQUEST_LINE_BYTES_MAX) + " HTTP/1.1\r\n\r\n",
                "414");
        String header = "x: " + "a".repeat(9_000);
        assertRefused(server, "GET / HTTP/1.1\r\n" + header + "\r\n\r\n", "431");
        assertRefused(
                server,
                "POST / HTTP/1.1\r\ncontent-length: "
                        + (HttpLimits.BODY_BYTES_MAX + 1)
                        + "\r\nconnection: close\r\n\r\n"
                        + "a".repeat(HttpLimits.BODY_BYTES_MAX + 1),
                "413");
        assertRefused(server, "\u0000\u0001 rubbish\r\n\r\n", "400");
    }

    private static void assertRefused(HttpServer server, String request, String code)
            throws IOException {
        try (RawClient client = connect(server)) {
            client.send(request);
            String status = client.receive(false).status();
            assertTrue(status.startsWith("HTTP/1.1 " + code), status);
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void aClientThatDoesNotFinishItsRequestIsClosed() throws IOException {
        limits = new HttpLimits(4, LONG, SHORT);
        HttpServer server = open();
        try (RawClient idle = connect(server);
                RawClient slow = connect(server)) {
            slow.send("GET /livez HT");
            assertTrue(idle.isClosedByServer());
            assertTrue(slow.isClosedByServer());
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosedAndTheirPlaceIsFreeAgainLater() throws IOException {
        limits = new HttpLimits(1, LONG, LONG);
        HttpServer server = open();
        try (RawClient first = connect(server)) {
            assertEquals("ok\n", first.get("/livez").body());
            try (RawClient second = connect(server)) {
                assertTrue(second.isClosedByServer());
            }
            first.send("GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n");
            first.receive(false);
            assertTrue(first.isClosedByServer());
        }
        try (RawClient third = connect(server)) {
            assertEquals("ok\n", third.get("/livez").body());
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        InetSocketAddress taken = open().address();
        var refused =
                assertThrows(
                        CannotListen.class,
                        () -> HttpServer.open(taken, pages(), HttpLimits.USUAL));
        String why = refused.getMessage();
        assertTrue(why.contains("127.0.0.1:" + taken.getPort()), why);
        assertTrue(why.contains("in use"), why);
    }

    @Test
    void aClosedServerFreesItsPort() throws IOException {
        HttpServer server = open();
        server.close();
        HttpServer.open(server.address(), pages(), limits).close();
    }

    private HttpServer.Pages pages() {
        return new HttpServer.Pages(live, ready, metrics, new EchoingConsole(), List.of("h"));
    }

    private HttpServer open() throws CannotListen {
        var server =
                HttpServer.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        pages(),
                        limits);
        servers.add(server);
        return server;
    }

    private static RawClient connect(HttpServer server) throws IOException {
        return RawClient.connect(server.address());
    }
}
