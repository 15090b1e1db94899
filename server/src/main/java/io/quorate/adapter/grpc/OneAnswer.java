package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Waits for the one answer of a call, and for what it means. */
final class OneAnswer<R, T> implements StreamObserver<R> {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Function<R, T> meaning;

    OneAnswer(Function<R, T> meaning) {
        this.meaning = meaning;
    }

    CompletionStage<T> stage() {
        return answer;
    }

    @Override
    public void onNext(R response) {
        answer.complete(meaning.apply(response));
    }

    @Override
    public void onError(Throwable cause) {
        answer.completeExceptionally(new NotAnswered(cause));
    }

    @Override
    public void onCompleted() {}
}
