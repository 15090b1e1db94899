package io.quorate.boot;

import io.quorate.adapter.grpc.OwnKeys;
import io.quorate.adapter.grpc.OwnKeys.AllKeyspaces;
import io.quorate.adapter.grpc.OwnKeys.Found;
import io.quorate.adapter.grpc.OwnKeys.Key;
import io.quorate.adapter.grpc.OwnKeys.Keyspace;
import io.quorate.adapter.http.Console.Freshness;
import io.quorate.adapter.http.Console.Question;
import io.quorate.adapter.http.JsonText;
import io.quorate.core.Bytes;
import io.quorate.replica.Arrival;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Looks at keys and keyspaces for people. Safe to use from any thread. */
final class KeyBrowser {

    /** How far back a key's history is shown. */
    private static final int VERSIONS_MAX = 20;

    /** How long it is looked for: what was found by then is shown. */
    private static final long HISTORY_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);

    /** Looks at once: each may hold a page of keys, and takes turns of the replica. */
    private static final int LOOKS_MAX = 8;

    private final OwnKeys keys;
    private final Semaphore looks = new Semaphore(LOOKS_MAX);

    KeyBrowser(OwnKeys keys) {
        this.keys = keys;
    }

    /** The answer in JSON. */
    CompletionStage<String> look(Question question) {
        if (!looks.tryAcquire()) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("too many look at keys just now: try again"));
        }
        return answer(question).whenComplete((_, _) -> looks.release());
    }

    private CompletionStage<String> answer(Question question) {
        Arrival.Level level =
                switch (question.freshness()) {
                    case LINEARIZABLE -> Arrival.Level.LINEARIZABLE;
                    case EVENTUAL -> Arrival.Level.EVENTUAL;
                };
        return switch (question) {
            case Question.Keyspaces _ -> keys.keyspaces(level).thenApply(KeyBrowser::json);
            case Question.Keys(String keyspace, byte[] prefix, Freshness _) ->
                    keys.keys(keyspace, Bytes.wrap(prefix), level).thenApply(KeyBrowser::json);
            case Question.History(String keyspace, byte[] key, Freshness _) ->
                    history(keyspace, Bytes.wrap(key), level).thenApply(KeyBrowser::json);
        };
    }

    private CompletionStage<Found> history(String keyspace, Bytes key, Arrival.Level level) {
        long begun = System.nanoTime();
        return keys.get(keyspace, key, level)
                .thenCompose(
                        now ->
                                new Past(keyspace, key, now, begun)
                                        .before(new ArrayList<>(now.keys())));
    }

    /** Goes back from version to version, as far as the past is kept. */
    private final class Past {

        private final String keyspace;
        private final Bytes key;
        private final Found now;
        private final long begun;

        Past(String keyspace, Bytes key, Found now, long begun) {
            this.keyspace = keyspace;
            this.key = key;
            this.now = now;
            this.begun = begun;
        }

        CompletionStage<Found> before(List<Key> versions) {
            if (versions.isEmpty() || versions.getLast().version() <= 1) return end(versions);
            long revision = versions.getLast().modRevision() - 1;
            boolean isLate = System.nanoTime() - begun > HISTORY_NANOS_MAX;
            if (versions.size() == VERSIONS_MAX || isLate) return end(versions);
            return keys.get(keyspace, key, revision)
                    .handle((then, failure) -> failure == null ? then.keys() : List.<Key>of())
                    .thenCompose(
                            then -> {
                                if (then.isEmpty()) return end(versions);
                                versions.addAll(then);
                                return before(versions);
                            });
        }

        private CompletionStage<Found> end(List<Key> versions) {
            boolean hasMore = !versions.isEmpty() && versions.getLast().version() > 1;
            return CompletableFuture.completedStage(
                    new Found(versions, hasMore, now.revision(), now.node()));
        }
    }

    private static String json(Found found) {
        var json =
                new JsonText()
                        .object()
                        .field("revision", found.revision())
                        .field("node", found.node())
                        .field("more", found.hasMore())
                        .list("keys");
        for (Key key : found.keys()) {
            json.object()
                    .field("key", base64(key.key()))
                    .field("value", base64(key.value()))
                    .field("bytes", key.valueBytes())
                    .field("created", key.createRevision())
                    .field("modified", key.modRevision())
                    .field("version", key.version())
                    .end();
        }
        return json.endList().end().toString();
    }

    private static String json(AllKeyspaces all) {
        var json =
                new JsonText()
                        .object()
                        .field("revision", all.revision())
                        .field("node", all.node())
                        .field("more", all.hasMore())
                        .list("keyspaces");
        for (Keyspace keyspace : all.keyspaces()) {
            json.object()
                    .field("name", keyspace.name())
                    .field("keys", keyspace.keys())
                    .field("bytes", keyspace.bytes())
                    .field("keysMax", keyspace.keysMax())
                    .field("bytesMax", keyspace.bytesMax())
                    .field("valueBytesMax", keyspace.valueBytesMax())
                    .field("created", keyspace.createdRevision())
                    .end();
        }
        return json.endList().end().toString();
    }

    private static String base64(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
    }
}
