package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Answers to calls; an answer to a call that was cancelled meanwhile goes nowhere. */
final class Answers {

    private Answers() {}

    /** Runs the checks of a request; what they object to is the call's answer. */
    static void checked(StreamObserver<?> responses, Runnable request) {
        try {
            request.run();
        } catch (StatusRuntimeException objection) {
            fail(responses, objection);
        }
    }

    static <T> void send(StreamObserver<T> responses, T response) {
        if (isCancelled(responses)) return;
        responses.onNext(response);
        responses.onCompleted();
    }

    static void fail(StreamObserver<?> responses, StatusRuntimeException status) {
        if (!isCancelled(responses)) responses.onError(status);
    }

    static boolean isCancelled(StreamObserver<?> responses) {
        return responses instanceof ServerCallStreamObserver<?> call && call.isCancelled();
    }
}
