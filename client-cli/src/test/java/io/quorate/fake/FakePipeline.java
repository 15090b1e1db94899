package io.quorate.fake;

import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PipelineFailure;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PipelineResult;

import java.util.function.Function;

/** A stream of batches before a fake member: each operation meets what a request would. */
final class FakePipeline implements StreamObserver<PipelineRequest> {

    private final KvGrpc.KvImplBase kv;
    private final StreamObserver<PipelineResponse> responses;
    private boolean isOver;

    FakePipeline(KvGrpc.KvImplBase kv, StreamObserver<PipelineResponse> responses) {
        this.kv = kv;
        this.responses = responses;
    }

    @Override
    public void onNext(PipelineRequest batch) {
        for (PipelineOperation operation : batch.getOperationsList()) {
            if (isOver) return;
            switch (operation.getOperationCase()) {
                case PUT -> kv.put(operation.getPut(), result(PipelineResult.newBuilder()::setPut));
                case GET -> kv.get(operation.getGet(), result(PipelineResult.newBuilder()::setGet));
                case DELETE ->
                        kv.delete(
                                operation.getDelete(),
                                result(PipelineResult.newBuilder()::setDelete));
                case TXN, OPERATION_NOT_SET ->
                        throw new UnsupportedOperationException(operation.toString());
            }
        }
    }

    private <T> StreamObserver<T> result(Function<T, PipelineResult.Builder> of) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T response) {
                answer(of.apply(response).build());
            }

            @Override
            public void onError(Throwable why) {
                fail(why);
            }

            @Override
            public void onCompleted() {}
        };
    }

    private void answer(PipelineResult result) {
        responses.onNext(PipelineResponse.newBuilder().addResults(result).build());
    }

    /** Of a failure that is no member's word the stream ends without a result. */
    private void fail(Throwable why) {
        var status = StatusProto.fromThrowable(why);
        isOver = true;
        if (status != null && status.getDetailsCount() > 0) {
            try {
                var detail = status.getDetails(0).unpack(ErrorDetail.class);
                answer(
                        PipelineResult.newBuilder()
                                .setFailure(
                                        PipelineFailure.newBuilder()
                                                .setDetail(detail)
                                                .setMessage(status.getMessage()))
                                .build());
            } catch (InvalidProtocolBufferException impossible) {
                throw new AssertionError(impossible);
            }
        }
        responses.onError(why);
    }

    @Override
    public void onError(Throwable gone) {
        isOver = true;
    }

    @Override
    public void onCompleted() {
        responses.onCompleted();
    }
}
