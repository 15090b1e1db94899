package io.quorate.adapter.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quorate.adapter.http.Console.Freshness;
import io.quorate.adapter.http.Console.Question;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The console's page, what it is made of, and what it asks for. */
final class ConsoleRoutes {

    static final String STREAM = "/console/events";

    private static final String STYLE = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, Reply> FILES =
            Map.of(
                    "/console", file("console.html", "text/html; charset=utf-8"),
                    "/console/console.css", file("console.css", STYLE),
                    "/console/console.js", file("console.js", SCRIPT),
                    "/console/charts.js", file("charts.js", SCRIPT),
                    "/console/changes.js", file("changes.js", SCRIPT),
                    "/console/keys.js", file("keys.js", SCRIPT),
                    "/console/members.js", file("members.js", SCRIPT),
                    "/console/text.js", file("text.js", SCRIPT));

    private final Console console;
    private final Hosts hosts;
    private final ConsoleChanges changes;

    ConsoleRoutes(Console console, Hosts hosts) {
        this.console = console;
        this.hosts = hosts;
        this.changes = new ConsoleChanges(console, hosts);
    }

    private static Reply file(String name, String contentType) {
        try (var content = ConsoleRoutes.class.getResourceAsStream(name)) {
            if (content == null) throw new IllegalStateException(name + " is not in the jar");
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(HttpResponseStatus.OK, contentType, text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static boolean isOfConsole(String path) {
        return path.equals("/console") || path.startsWith("/console/");
    }

    boolean isStream(Router.Request request, String path) {
        return path.equals(STREAM) && hosts.mayRead(request.asker());
    }

    CompletionStage<Reply> route(Router.Request request, String path) {
        if (ConsoleChanges.isChange(path)) return changes.route(request, path);
        if (!Router.isRead(request)) return now(Router.onlyReads());
        boolean isFile = FILES.containsKey(path);
        if (isFile ? !hosts.mayOpen(request.asker()) : !hosts.mayRead(request.asker())) {
            return now(
                    Reply.plain(
                            HttpResponseStatus.FORBIDDEN,
                            "this is for the console's own page, under a name or an address of"
                                    + " this node"));
        }
        if (isFile) return now(FILES.get(path));
        try {
            var query = new QueryStringDecoder(request.uri()).parameters();
            return switch (path) {
                case "/console/keyspaces" -> look(new Question.Keyspaces(freshness(query)));
                case "/console/keys" ->
                        look(
                                new Question.Keys(
                                        first(query, "keyspace"),
                                        bytes(query, "prefix"),
                                        freshness(query)));
                case "/console/history" ->
                        look(
                                new Question.History(
                                        first(query, "keyspace"),
                                        bytes(query, "key"),
                                        freshness(query)));
                case STREAM -> now(Router.unavailable("too many watch already"));
                default -> now(Reply.plain(HttpResponseStatus.NOT_FOUND, "no such page"));
            };
        } catch (IllegalArgumentException malformed) {
            return now(Reply.plain(HttpResponseStatus.BAD_REQUEST, "keys are in base64url"));
        }
    }

    private CompletionStage<Reply> look(Question question) {
        return console.look(question)
                .handle(
                        (json, failure) ->
                                failure == null
                                        ? Reply.json(json)
                                        : Router.unavailable(sentence(failure)));
    }

    private static String sentence(Throwable failure) {
        boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
        return String.valueOf((isWrapped ? failure.getCause() : failure).getMessage());
    }

    static byte[] bytes(Map<String, List<String>> query, String name) {
        return Base64.getUrlDecoder().decode(first(query, name));
    }

    private static Freshness freshness(Map<String, List<String>> query) {
        return first(query, "level").equals("eventual")
                ? Freshness.EVENTUAL
                : Freshness.LINEARIZABLE;
    }

    static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).getFirst();
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
