package io.quorate.adapter.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Channel;
import io.grpc.protobuf.StatusProto;
import io.quorate.core.Bytes;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.PutRequest;
import io.quorate.v1.RequestContext;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Changes keys by the public API, at whoever leads. Each write is sent again only when the last
 * sending was surely not done, so none is done twice. Safe to use from any thread.
 */
public final class OwnWrites {

    /** Longer than an election usually takes; then its outcome is unknown. */
    private static final long WRITE_MILLIS_MAX = 3_000;

    /** To this node, to whom it names, and to whom that one names if leadership moved meanwhile. */
    private static final int SENDINGS_MAX = 3;

    private final OwnClient client;

    public OwnWrites(OwnClient client) {
        this.client = client;
    }

    /** What became of a write. */
    public sealed interface Outcome {

        /** It made this revision, or left what it found if there was nothing to delete. */
        record Done(long revision) implements Outcome {}

        /** It was not done, and will not be. */
        record NotDone(String why) implements Outcome {}

        /** It may have been done, or may yet be. */
        record Unknown(String why) implements Outcome {}
    }

    /** Stores a value under a key. The stage never fails. */
    public CompletionStage<Outcome> put(String keyspace, Bytes key, Bytes value) {
        var request =
                PutRequest.newBuilder()
                        .setContext(context(keyspace))
                        .setKey(OwnKeys.string(key))
                        .setValue(OwnKeys.string(value))
                        .build();
        return send(
                channel -> {
                    var answer = new OneAnswer<>(OwnWrites::putDone);
                    KvGrpc.newStub(channel)
                            .withDeadlineAfter(WRITE_MILLIS_MAX, TimeUnit.MILLISECONDS)
                            .put(request, answer);
                    return answer.stage();
                });
    }

    private static Outcome putDone(io.quorate.v1.PutResponse response) {
        return new Outcome.Done(response.getHeader().getRevision());
    }

    /** Removes a key. The stage never fails. */
    public CompletionStage<Outcome> delete(String keyspace, Bytes key) {
        var request =
                DeleteRequest.newBuilder()
                        .setContext(context(keyspace))
                        .setKey(OwnKeys.string(key))
                        .build();
        return send(
                channel -> {
                    var answer = new OneAnswer<>(OwnWrites::deleteDone);
                    KvGrpc.newStub(channel)
                            .withDeadlineAfter(WRITE_MILLIS_MAX, TimeUnit.MILLISECONDS)
                            .delete(request, answer);
                    return answer.stage();
                });
    }

    private static Outcome deleteDone(io.quorate.v1.DeleteResponse response) {
        if (response.getDeleted() == 0) return new Outcome.NotDone("there is no such key");
        return new Outcome.Done(response.getHeader().getRevision());
    }

    private static RequestContext context(String keyspace) {
        return RequestContext.newBuilder().setKeyspace(keyspace).build();
    }

    private CompletionStage<Outcome> send(Function<Channel, CompletionStage<Outcome>> call) {
        return send(call, client.channel(), SENDINGS_MAX);
    }

    private CompletionStage<Outcome> send(
            Function<Channel, CompletionStage<Outcome>> call, Channel to, int sendings) {
        return call.apply(to)
                .handle(
                        (outcome, failure) ->
                                failure == null
                                        ? CompletableFuture.completedStage(outcome)
                                        : refused(call, failure, sendings))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Outcome> refused(
            Function<Channel, CompletionStage<Outcome>> call, Throwable failure, int sendings) {
        Throwable thrown = failure instanceof CompletionException ? failure.getCause() : failure;
        Optional<ErrorDetail> detail = detail(thrown.getCause());
        String leader = detail.map(said -> said.getLeader().getClientAddress()).orElse("");
        boolean isNotDone =
                detail.filter(said -> said.getOutcome() == OperationOutcome.NOT_DONE).isPresent();
        if (isNotDone && !leader.isEmpty() && sendings > 1) {
            return send(call, client.channel(leader), sendings - 1);
        }
        String why = thrown.getMessage();
        return CompletableFuture.completedStage(
                isNotDone ? new Outcome.NotDone(why) : new Outcome.Unknown(why));
    }

    private static Optional<ErrorDetail> detail(Throwable thrown) {
        var status = StatusProto.fromThrowable(thrown);
        if (status == null) return Optional.empty();
        for (Any any : status.getDetailsList()) {
            if (!any.is(ErrorDetail.class)) continue;
            try {
                return Optional.of(any.unpack(ErrorDetail.class));
            } catch (InvalidProtocolBufferException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
