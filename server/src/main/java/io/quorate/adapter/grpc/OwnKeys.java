package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.replica.Arrival;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KeyspacesGrpc;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.ListKeyspacesRequest;
import io.quorate.v1.ListKeyspacesResponse;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.RequestContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Reads keys at this node by the public API. Safe to use from any thread. */
public final class OwnKeys {

    /** As long as a person waits before asking again. */
    private static final long READ_MILLIS_MAX = 3_000;

    /** A page of keys for a person to look at. */
    private static final int KEYS_MAX = 200;

    /** As many keyspaces as a person looks through. */
    private static final int KEYSPACES_MAX = 200;

    /** How much of a value a person is shown: what is read of a history stays small. */
    private static final int VALUE_BYTES_MAX = 4 << 10;

    private final OwnClient client;

    public OwnKeys(OwnClient client) {
        this.client = client;
    }

    /**
     * A key, or what it was.
     *
     * @param value its first bytes; none, if only keys were asked for
     * @param valueBytes how many there are
     */
    public record Key(
            Bytes key,
            Bytes value,
            int valueBytes,
            long createRevision,
            long modRevision,
            long version) {}

    /** What was found, and the revision that it shows. */
    public record Found(List<Key> keys, boolean hasMore, long revision, String node) {}

    /** A keyspace, what it holds, and what it may hold; 0: no limit. */
    public record Keyspace(
            String name,
            long keys,
            long bytes,
            long keysMax,
            long bytesMax,
            long valueBytesMax,
            long createdRevision) {}

    /** The keyspaces that there are, and the revision that they are of. */
    public record AllKeyspaces(
            List<Keyspace> keyspaces, boolean hasMore, long revision, String node) {}

    /** The keyspaces that there are. */
    public CompletionStage<AllKeyspaces> keyspaces(Arrival.Level level) {
        var answer = new OneAnswer<>(OwnKeys::allKeyspaces);
        KeyspacesGrpc.newStub(client.channel())
                .withDeadlineAfter(READ_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .list(ListKeyspacesRequest.newBuilder().setContext(now("", level)).build(), answer);
        return answer.stage();
    }

    private static AllKeyspaces allKeyspaces(ListKeyspacesResponse response) {
        return new AllKeyspaces(
                response.getKeyspacesList().stream()
                        .limit(KEYSPACES_MAX)
                        .map(OwnKeys::keyspace)
                        .toList(),
                response.getKeyspacesCount() > KEYSPACES_MAX,
                response.getHeader().getRevision(),
                response.getHeader().getNode());
    }

    private static Keyspace keyspace(io.quorate.v1.Keyspace of) {
        return new Keyspace(
                of.getName(),
                of.getKeys(),
                of.getBytes(),
                of.getLimits().getKeysMax(),
                of.getLimits().getBytesMax(),
                of.getLimits().getValueBytesMax(),
                of.getCreatedRevision());
    }

    /** The first keys of a keyspace that begin so, without their values. */
    public CompletionStage<Found> keys(String keyspace, Bytes prefix, Arrival.Level level) {
        var request =
                RangeRequest.newBuilder()
                        .setContext(now(keyspace, level))
                        .setStart(string(prefix))
                        .setEnd(string(end(prefix)))
                        .setLimit(KEYS_MAX)
                        .setContent(RangeContent.RANGE_CONTENT_KEYS)
                        .build();
        var pages = new Pages();
        KvGrpc.newStub(client.channel())
                .withDeadlineAfter(READ_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .range(request, pages);
        return pages.answer;
    }

    /** The smallest key that is larger than all that begin so; empty: there is none. */
    private static Bytes end(Bytes prefix) {
        byte[] end = prefix.toArray();
        for (int i = end.length - 1; i >= 0; i--) {
            if (end[i] == (byte) 0xff) continue;
            end[i]++;
            return Bytes.wrap(end, 0, i + 1);
        }
        return Bytes.EMPTY;
    }

    /** The key as it is. */
    public CompletionStage<Found> get(String keyspace, Bytes key, Arrival.Level level) {
        return get(key, now(keyspace, level));
    }

    /** The key as it was. */
    public CompletionStage<Found> get(String keyspace, Bytes key, long revision) {
        return get(
                key,
                RequestContext.newBuilder()
                        .setKeyspace(keyspace)
                        .setLevel(ConsistencyLevel.AT_REVISION)
                        .setAtRevision(revision)
                        .build());
    }

    private CompletionStage<Found> get(Bytes key, RequestContext context) {
        var answer = new OneAnswer<>(OwnKeys::found);
        KvGrpc.newStub(client.channel())
                .withDeadlineAfter(READ_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .get(
                        GetRequest.newBuilder().setContext(context).setKey(string(key)).build(),
                        answer);
        return answer.stage();
    }

    private static Found found(GetResponse response) {
        List<Key> keys = response.hasKv() ? List.of(key(response.getKv())) : List.of();
        var header = response.getHeader();
        return new Found(keys, false, header.getRevision(), header.getNode());
    }

    private static Key key(io.quorate.v1.KeyValue kv) {
        ByteString value = kv.getValue();
        return new Key(
                bytes(kv.getKey()),
                bytes(value.substring(0, Math.min(value.size(), VALUE_BYTES_MAX))),
                value.size(),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion());
    }

    private static RequestContext now(String keyspace, Arrival.Level level) {
        return RequestContext.newBuilder()
                .setKeyspace(keyspace)
                .setLevel(
                        switch (level) {
                            case LINEARIZABLE -> ConsistencyLevel.LINEARIZABLE;
                            case EVENTUAL -> ConsistencyLevel.EVENTUAL;
                        })
                .build();
    }

    private static Bytes bytes(ByteString string) {
        return Bytes.wrap(string.toByteArray());
    }

    static ByteString string(Bytes bytes) {
        return ByteString.copyFrom(bytes.array(), bytes.arrayOffset(), bytes.size());
    }

    /** Gathers the pages of a range. */
    private static final class Pages implements StreamObserver<RangeResponse> {

        private final CompletableFuture<Found> answer = new CompletableFuture<>();
        private final List<Key> keys = new ArrayList<>();
        private Optional<RangeResponse> last = Optional.empty();

        @Override
        public void onNext(RangeResponse page) {
            page.getKvsList().forEach(kv -> keys.add(key(kv)));
            last = Optional.of(page);
        }

        @Override
        public void onError(Throwable cause) {
            answer.completeExceptionally(new NotAnswered(cause));
        }

        @Override
        public void onCompleted() {
            var header = last.orElseGet(RangeResponse::getDefaultInstance).getHeader();
            boolean hasMore = last.isPresent() && last.get().getMore();
            answer.complete(new Found(keys, hasMore, header.getRevision(), header.getNode()));
        }
    }
}
