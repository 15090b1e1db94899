package io.quorate.adapter.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quorate.adapter.http.Console.Change;
import io.quorate.adapter.http.Console.Outcome;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The changes that the console's page may make, if it may make any: a POST whose address names the
 * key, and whose body is the value as it is.
 */
final class ConsoleChanges {

    private static final String PUT = "/console/put";
    private static final String DELETE = "/console/delete";
    private static final Set<String> PATHS = Set.of(PUT, DELETE);

    /** No form can send it: so a page of another has to ask this server first, which says no. */
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final Console console;
    private final Hosts hosts;

    ConsoleChanges(Console console, Hosts hosts) {
        this.console = console;
        this.hosts = hosts;
    }

    static boolean isChange(String path) {
        return PATHS.contains(path);
    }

    CompletionStage<Reply> route(Router.Request request, String path) {
        if (!request.method().equals(HttpMethod.POST)) {
            return refused(HttpResponseStatus.METHOD_NOT_ALLOWED, "only POST");
        }
        if (!hosts.mayChange(request.asker())) {
            return refused(
                    HttpResponseStatus.FORBIDDEN, "only the console's own page changes keys");
        }
        if (!console.takesChanges()) {
            return refused(
                    HttpResponseStatus.FORBIDDEN, "this node is not run with --console-writes on");
        }
        if (!mediaType(request.contentType()).equals(CONTENT_TYPE)) {
            return refused(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "a value is sent as " + CONTENT_TYPE);
        }
        try {
            return console.change(change(request, path)).thenApply(ConsoleChanges::reply);
        } catch (IllegalArgumentException malformed) {
            return refused(HttpResponseStatus.BAD_REQUEST, "keys are in base64url");
        }
    }

    private static Change change(Router.Request request, String path) {
        var query = new QueryStringDecoder(request.uri()).parameters();
        String keyspace = ConsoleRoutes.first(query, "keyspace");
        byte[] key = ConsoleRoutes.bytes(query, "key");
        return path.equals(PUT)
                ? new Change.Put(keyspace, key, request.body())
                : new Change.Delete(keyspace, key);
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    static Reply reply(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(long revision) ->
                    Reply.json(
                            HttpResponseStatus.OK,
                            said("done").field("revision", revision).end().toString());
            case Outcome.NotDone(String why) ->
                    Reply.json(
                            HttpResponseStatus.CONFLICT,
                            said("not done").field("why", why).end().toString());
            case Outcome.Unknown(String why) ->
                    Reply.json(
                            HttpResponseStatus.GATEWAY_TIMEOUT,
                            said("unknown").field("why", why).end().toString());
        };
    }

    private static JsonText said(String outcome) {
        return new JsonText().object().field("outcome", outcome);
    }

    private static CompletionStage<Reply> refused(HttpResponseStatus status, String why) {
        return CompletableFuture.completedStage(Reply.plain(status, why));
    }
}
