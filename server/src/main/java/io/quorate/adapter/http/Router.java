package io.quorate.adapter.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quorate.adapter.http.Probe.Answer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which page answers a request. */
final class Router {

    private static final String INDEX =
            """
            Quorate, one node.

            /livez    200 while this process is to be left running; needs no quorum
            /readyz   200 while a linearizable read works here
            /metrics  for Prometheus
            /console  for people""";

    private final HttpServer.Pages pages;
    private final ConsoleRoutes console;

    Router(HttpServer.Pages pages) {
        this.pages = pages;
        this.console = new ConsoleRoutes(pages.console(), new Hosts(pages.names()));
    }

    /**
     * A request, of which nothing is left to read.
     *
     * @param asker whose page asks, and by which name
     * @param contentType of its body; empty if it does not say
     * @param body empty, if it has none
     * @param keepAlive whether the client may send another on this connection
     */
    record Request(
            DecoderResult decoded,
            HttpMethod method,
            String uri,
            Hosts.Asker asker,
            String contentType,
            byte[] body,
            boolean keepAlive) {

        static Request of(FullHttpRequest request) {
            DecoderResult decoded = request.decoderResult();
            boolean keepAlive = decoded.isSuccess() && HttpUtil.isKeepAlive(request);
            return new Request(
                    decoded,
                    request.method(),
                    request.uri(),
                    new Hosts.Asker(
                            request.headers().get(HttpHeaderNames.HOST, ""),
                            request.headers().get(HttpHeaderNames.ORIGIN, ""),
                            request.headers().get("sec-fetch-site", "")),
                    request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                    ByteBufUtil.getBytes(request.content()),
                    keepAlive);
        }
    }

    CompletionStage<Reply> route(Request request) {
        if (request.decoded().isFailure()) return now(malformed(request.decoded()));
        String path = path(request.uri());
        if (ConsoleRoutes.isOfConsole(path)) return console.route(request, path);
        if (!isRead(request)) return now(onlyReads());
        return switch (path) {
            case "/" -> now(Reply.plain(HttpResponseStatus.OK, INDEX));
            case "/livez" -> probe(pages.live());
            case "/readyz" -> probe(pages.ready());
            case "/metrics" -> now(Reply.metrics(pages.metrics().text()));
            default -> now(Reply.plain(HttpResponseStatus.NOT_FOUND, INDEX));
        };
    }

    static boolean isRead(Request request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    static Reply onlyReads() {
        return Reply.plain(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD");
    }

    /** What is answered when nothing came in time. A change may be done all the same. */
    static Reply late(Request request) {
        return ConsoleChanges.isChange(path(request.uri()))
                ? ConsoleChanges.reply(new Console.Outcome.Unknown("no answer in time"))
                : unavailable("no answer in time");
    }

    /** Whether a request asks for events, and may. */
    boolean isStream(Request request) {
        return request.decoded().isSuccess()
                && request.method().equals(HttpMethod.GET)
                && console.isStream(request, path(request.uri()));
    }

    /** How long an answer is waited for. */
    static Duration wait(Request request, HttpLimits limits) {
        return ConsoleRoutes.isOfConsole(path(request.uri()))
                ? HttpLimits.CONSOLE_WAIT
                : limits.probeWait();
    }

    private static Reply malformed(DecoderResult decoded) {
        return switch (decoded.cause()) {
            case TooLongHttpLineException _ ->
                    Reply.plain(HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line too long");
            case TooLongFrameException _ ->
                    Reply.plain(
                            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers too long");
            default -> Reply.plain(HttpResponseStatus.BAD_REQUEST, "not an HTTP request");
        };
    }

    /** Without the query, and without what a proxy may write before the path. */
    private static String path(String uri) {
        String target = uri;
        if (target.startsWith("http://")) {
            int slash = target.indexOf('/', "http://".length());
            target = slash < 0 ? "/" : target.substring(slash);
        }
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }

    private static CompletionStage<Reply> probe(Probe probe) {
        return probe.ask()
                .handle(
                        (answer, failure) ->
                                failure == null
                                        ? reply(answer)
                                        : unavailable("failed: " + failure.getMessage()));
    }

    private static Reply reply(Answer answer) {
        return switch (answer) {
            case Answer.Yes() -> Reply.plain(HttpResponseStatus.OK, "ok");
            case Answer.No(String why) -> unavailable(why);
        };
    }

    static Reply unavailable(String why) {
        return Reply.plain(HttpResponseStatus.SERVICE_UNAVAILABLE, why);
    }
}
