package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PipelineResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's end of a stream. */
final class PipelineClient extends ServerCallStreamObserver<PipelineResponse> {

    final List<PipelineResponse> responses = new ArrayList<>();
    final StreamObserver<PipelineRequest> requests;
    Runnable onReady = () -> {};
    Runnable onCancel = () -> {};
    private Optional<Throwable> failure = Optional.empty();
    boolean hasCompleted;
    boolean isReady = true;
    boolean isCancelled;
    private int asked;

    PipelineClient(Pipelines pipelines) {
        requests = pipelines.open(this);
    }

    void sends(PipelineOperation... operations) {
        asked--;
        requests.onNext(PipelineRequest.newBuilder().addAllOperations(List.of(operations)).build());
    }

    boolean isAskedForMore() {
        return asked > 0;
    }

    boolean isEnded() {
        return failure.isPresent() || hasCompleted;
    }

    ErrorDetail end() {
        var status = (StatusRuntimeException) failure.orElseThrow();
        return PipelineFailures.of(status).getDetail();
    }

    List<String> results() {
        List<String> all = new ArrayList<>();
        for (PipelineResponse response : responses) {
            for (PipelineResult result : response.getResultsList()) all.add(text(result));
        }
        return all;
    }

    private static String text(PipelineResult result) {
        return switch (result.getResultCase()) {
            case PUT, DELETE, TXN -> "done";
            case GET -> {
                var get = result.getGet();
                yield get.hasKv()
                        ? get.getKv().getKey().toStringUtf8()
                                + "="
                                + get.getKv().getValue().toStringUtf8()
                        : "nothing";
            }
            case FAILURE -> result.getFailure().getDetail().getReason().name();
            case RESULT_NOT_SET -> "not set";
        };
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
        return isReady;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void request(int count) {
        asked += count;
    }

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void onNext(PipelineResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable why) {
        failure = Optional.of(why);
    }

    @Override
    public void onCompleted() {
        hasCompleted = true;
    }
}
