package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.Standing;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PipelineResult;
import io.quorate.v1.RequestContext;
import io.quorate.v1.TxnRequest;

import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

/** The open streams of batches, and what their operations ask of the replica. On the loop. */
final class Pipelines {

    /** How many streams a node serves: each may hold some megabytes. */
    static final int STREAMS_MAX = 1_024;

    private final Executor loop;
    private final Arrivals arrivals;
    private final KeyspaceNames names;
    private final Headers headers;
    private final Failures failures;
    private final KvRequests requests;
    private final PastGets past;
    private final CallListener calls;
    private int streams;

    Pipelines(
            Executor loop,
            Arrivals arrivals,
            KeyspaceNames names,
            Headers headers,
            Failures failures,
            PastGets past,
            CallListener calls) {
        this.loop = loop;
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.names = names;
        this.requests = new KvRequests(names, headers);
        this.past = past;
        this.calls = calls;
    }

    StreamObserver<PipelineRequest> open(ServerCallStreamObserver<PipelineResponse> call) {
        var stream = new PipelineStream(this, call);
        if (streams == STREAMS_MAX) {
            stream.refuse(failures.of(new Failure.Overloaded("streams")));
        } else {
            streams++;
            stream.begin();
        }
        return stream;
    }

    /** A stream that began is over. */
    void ended() {
        streams--;
    }

    CallListener calls() {
        return calls;
    }

    Executor loop() {
        return loop;
    }

    Headers headers() {
        return headers;
    }

    KeyspaceNames names() {
        return names;
    }

    StatusRuntimeException status(Failure failure) {
        return failures.of(failure);
    }

    void post(Command command, PipelineWrite answer) {
        arrivals.post(new Arrival.Write(CommandCodec.encode(command), answer));
    }

    void post(ReadLevel level, PipelineGet answer) {
        arrivals.post(level.read(answer));
    }

    void readPast(PipelineGet get, ReadLevel.AtRevision level) {
        var asker =
                new Asker() {
                    @Override
                    public void failed(Failure why) {
                        loop.execute(() -> get.failed(why));
                    }

                    @Override
                    public void refused(StatusRuntimeException why) {
                        loop.execute(() -> get.refused(why));
                    }
                };
        past.begin(
                get.asked(), level, asker, response -> loop.execute(() -> get.answered(response)));
    }

    /** Finds the keyspace of an operation by a state that is as current as the cluster is. */
    void confirm(PipelineOperation operation, Asker asker, IntConsumer then) {
        names.confirm(context(operation).getKeyspace(), asker, then);
    }

    private static RequestContext context(PipelineOperation operation) {
        return switch (operation.getOperationCase()) {
            case PUT -> operation.getPut().getContext();
            case DELETE -> operation.getDelete().getContext();
            case TXN -> operation.getTxn().getContext();
            case GET -> operation.getGet().getContext();
            case OPERATION_NOT_SET -> RequestContext.getDefaultInstance();
        };
    }

    /** What an operation comes to on its stream: each names a keyspace of its own. */
    PipelineStep step(PipelineStream stream, PipelineOperation operation) {
        return names.ofWrite(context(operation))
                .map(keyspace -> step(stream, operation, keyspace))
                .orElseGet(
                        () -> new PipelineNaming(stream, operation.getSerializedSize(), operation));
    }

    /** An operation in a keyspace. One that breaks a rule has its result at once. */
    PipelineStep step(PipelineStream stream, PipelineOperation operation, int keyspace) {
        int bytes = operation.getSerializedSize();
        try {
            return switch (operation.getOperationCase()) {
                case PUT ->
                        write(
                                stream,
                                bytes,
                                operation.getPut().getReturnPrevious()
                                        ? PipelineStep.Answer.MAY_BE_LARGE
                                        : PipelineStep.Answer.SMALL,
                                requests.put(keyspace, operation.getPut()),
                                PipelineResult.Builder::setPut);
                case DELETE ->
                        write(
                                stream,
                                bytes,
                                answerOf(operation.getDelete()),
                                requests.delete(keyspace, operation.getDelete()),
                                PipelineResult.Builder::setDelete);
                case TXN ->
                        write(
                                stream,
                                bytes,
                                answerOf(operation.getTxn()),
                                requests.txn(keyspace, operation.getTxn()),
                                PipelineResult.Builder::setTxn);
                case GET -> new PipelineGet(stream, bytes, requests.get(operation.getGet()));
                case OPERATION_NOT_SET -> throw Failures.invalid("an unknown operation");
            };
        } catch (StatusRuntimeException objection) {
            return PipelineStep.refused(stream, bytes, objection);
        }
    }

    private static <T> PipelineStep write(
            PipelineStream stream,
            int bytes,
            PipelineStep.Answer size,
            KvRequests.Write<T> write,
            BiFunction<PipelineResult.Builder, T, PipelineResult.Builder> result) {
        BiFunction<Outcome, Standing, PipelineResult> answered =
                (outcome, standing) ->
                        result.apply(
                                        PipelineResult.newBuilder(),
                                        write.response().apply(outcome, standing))
                                .build();
        return new PipelineWrite(stream, bytes, size, write.command(), answered);
    }

    private static PipelineStep.Answer answerOf(DeleteRequest delete) {
        return delete.getReturnPrevious()
                ? PipelineStep.Answer.MAY_BE_LARGE
                : PipelineStep.Answer.SMALL;
    }

    /** One that only puts is told of what it did in a few bytes an operation. */
    private static PipelineStep.Answer answerOf(TxnRequest request) {
        boolean putsAlone =
                request.getTxn().getSuccessList().stream().allMatch(Pipelines::isPlainPut)
                        && request.getTxn().getFailureList().stream()
                                .allMatch(Pipelines::isPlainPut);
        return putsAlone ? PipelineStep.Answer.SMALL : PipelineStep.Answer.MAY_BE_LARGE;
    }

    private static boolean isPlainPut(io.quorate.v1.TxnOperation operation) {
        return operation.hasPut() && !operation.getPut().getReturnPrevious();
    }
}
