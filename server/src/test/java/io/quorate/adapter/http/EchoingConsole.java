package io.quorate.adapter.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A console that answers with what it was asked. */
class EchoingConsole implements Console {

    @Override
    public CompletionStage<String> moment() {
        return CompletableFuture.completedStage("{\"now\":1}");
    }

    @Override
    public CompletionStage<String> look(Question question) {
        return CompletableFuture.completedStage(
                switch (question) {
                    case Question.Keyspaces(var level) -> "keyspaces " + level;
                    case Question.Keys(String keyspace, byte[] prefix, var level) ->
                            "keys " + keyspace + "/" + text(prefix) + " " + level;
                    case Question.History(String keyspace, byte[] key, var level) ->
                            "history " + keyspace + "/" + text(key) + " " + level;
                });
    }

    @Override
    public boolean takesChanges() {
        return true;
    }

    @Override
    public CompletionStage<Outcome> change(Change change) {
        return CompletableFuture.completedStage(
                switch (change) {
                    case Change.Put(String keyspace, byte[] key, byte[] value) ->
                            new Outcome.NotDone(
                                    "put " + keyspace + "/" + text(key) + " " + text(value));
                    case Change.Delete(String keyspace, byte[] key) ->
                            new Outcome.NotDone("delete " + keyspace + "/" + text(key));
                });
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
