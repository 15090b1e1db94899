package io.quorate.boot;

import io.quorate.adapter.grpc.OwnClient;
import io.quorate.adapter.grpc.OwnClient.Member;
import io.quorate.adapter.grpc.OwnClient.Peer;
import io.quorate.adapter.grpc.OwnKeys;
import io.quorate.adapter.grpc.OwnWrites;
import io.quorate.adapter.http.Console;
import io.quorate.adapter.http.JsonText;
import io.quorate.adapter.metrics.Load;
import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.adapter.metrics.PeerMetrics;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the console shows, gathered by the public API from all members that answer. */
final class ClusterConsole implements Console {

    private final NodeId self;
    private final String clusterId;
    private final String version;
    private final OwnClient client;
    private final KeyBrowser browser;
    private final OwnWrites writes;
    private final boolean takesChanges;
    private final NodeMetrics metrics;
    private final Happenings happenings;

    ClusterConsole(KvdConfig config, OwnClient client, NodeMetrics metrics, Happenings happenings) {
        this.self = config.id();
        this.clusterId = "%016x".formatted(config.clusterId());
        this.version = Version.current();
        this.client = client;
        this.writes = new OwnWrites(client);
        this.takesChanges = config.consoleWrites() == KvdConfig.ConsoleWrites.ON;
        this.browser = new KeyBrowser(new OwnKeys(client));
        this.metrics = metrics;
        this.happenings = happenings;
    }

    /** A member that was asked. */
    private record Asked(Peer peer, Optional<Member> said, String why, long nanos) {}

    @Override
    public CompletionStage<String> moment() {
        return ask(new Peer(self.name(), "", "", true), client.status())
                .thenCompose(own -> others(own).thenApply(others -> json(own, others)));
    }

    private CompletionStage<List<Asked>> others(Asked own) {
        List<CompletableFuture<Asked>> asked = new ArrayList<>();
        for (Peer peer : own.said().map(Member::peers).orElse(List.of())) {
            if (peer.id().equals(self.name())) continue;
            if (peer.clientAddress().isEmpty()) {
                var unknown = new Asked(peer, Optional.empty(), "not heard of yet", 0);
                asked.add(CompletableFuture.completedFuture(unknown));
            } else {
                asked.add(ask(peer, client.status(peer.clientAddress())).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    private static CompletionStage<Asked> ask(Peer peer, CompletionStage<Member> status) {
        long begun = System.nanoTime();
        return status.handle(
                (said, failure) ->
                        new Asked(
                                peer,
                                Optional.ofNullable(said),
                                failure == null ? "" : String.valueOf(failure.getMessage()),
                                System.nanoTime() - begun));
    }

    private String json(Asked own, List<Asked> others) {
        var json =
                new JsonText()
                        .object()
                        .field("at", System.currentTimeMillis())
                        .field("node", self.name())
                        .field("cluster", clusterId)
                        .field("version", version)
                        .field("writes", takesChanges);
        load(json.object("load"), metrics.load()).end();
        json.list("members");
        String standing =
                own.said().stream()
                        .flatMap(member -> member.peers().stream())
                        .filter(peer -> peer.id().equals(self.name()))
                        .map(Peer::standing)
                        .findFirst()
                        .orElse("");
        write(json, own, standing);
        for (Asked other : others) write(json, other, other.peer().standing());
        json.endList();
        happenings.write(json, "events");
        return json.end().toString();
    }

    private static JsonText load(JsonText json, Load load) {
        kind(json.object("reads"), load.reads());
        kind(json.object("writes"), load.writes());
        return kind(json.object("syncs"), load.syncs());
    }

    private static JsonText kind(JsonText json, Load.Kind kind) {
        return json.field("count", kind.count())
                .field("answers", kind.answers())
                .field("seconds", kind.seconds())
                .end();
    }

    private void write(JsonText json, Asked asked, String standing) {
        json.object()
                .field("id", asked.peer().id())
                .field("address", asked.peer().clientAddress())
                .field("standing", standing)
                .field("connected", asked.peer().isConnected())
                .field("up", asked.said().isPresent());
        asked.said().ifPresent(said -> said(json, said));
        PeerMetrics.Lag lag = metrics.peers().lag(new NodeId(asked.peer().id()));
        json.field("lagSeconds", lag.seconds())
                .field("lagBytes", lag.bytes())
                .field("answerMillis", asked.nanos() / 1e6)
                .field("why", asked.why())
                .end();
    }

    private static void said(JsonText json, Member said) {
        json.field("role", said.role())
                .field("leader", said.leader())
                .field("term", said.term())
                .field("revision", said.revision())
                .field("commit", said.commitIndex())
                .field("applied", said.appliedIndex())
                .field("last", said.lastIndex())
                .field("first", said.firstIndex())
                .field("journalBytes", said.journalBytes())
                .field("storeBytes", said.storeBytes())
                .field("syncMicros", said.journalSyncMicros())
                .field("digest", said.digest())
                .field("phase", said.phase())
                .field("version", said.version());
    }

    @Override
    public CompletionStage<String> look(Question question) {
        return browser.look(question);
    }

    @Override
    public boolean takesChanges() {
        return takesChanges;
    }

    @Override
    public CompletionStage<Outcome> change(Change change) {
        CompletionStage<OwnWrites.Outcome> made =
                switch (change) {
                    case Change.Put(String keyspace, byte[] key, byte[] value) ->
                            writes.put(keyspace, Bytes.wrap(key), Bytes.wrap(value));
                    case Change.Delete(String keyspace, byte[] key) ->
                            writes.delete(keyspace, Bytes.wrap(key));
                };
        return made.thenApply(ClusterConsole::told);
    }

    private static Outcome told(OwnWrites.Outcome outcome) {
        return switch (outcome) {
            case OwnWrites.Outcome.Done(long revision) -> new Outcome.Done(revision);
            case OwnWrites.Outcome.NotDone(String why) -> new Outcome.NotDone(why);
            case OwnWrites.Outcome.Unknown(String why) -> new Outcome.Unknown(why);
        };
    }
}
