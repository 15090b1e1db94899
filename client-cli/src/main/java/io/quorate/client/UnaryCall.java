package io.quorate.client;

import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Input;
import io.quorate.client.core.Sent;

import java.util.function.Function;

/** A call with one answer. */
final class UnaryCall<Q, R, T extends Answer> extends Call<Q, R> {

    private static final Input NO_ANSWER = new Input.Broken(Sent.MAYBE, "an empty answer");

    private final Function<R, T> reader;
    private final Completion<? super T> completion;
    private T result;

    UnaryCall(
            Core core,
            MethodDescriptor<Q, R> method,
            Q request,
            CallMachine machine,
            Function<R, T> reader,
            Completion<? super T> completion) {
        super(core, method, request, machine);
        this.reader = reader;
        this.completion = completion;
    }

    @Override
    void begun(ClientCall<Q, R> newAttempt) {
        result = null;
    }

    @Override
    public void onMessage(R message) {
        result = reader.apply(message);
    }

    @Override
    Input ended() {
        return result == null ? NO_ANSWER : new Input.Answered(result.header().node());
    }

    @Override
    void succeeded() {
        completion.succeeded(result);
    }

    @Override
    void failed(KvException why) {
        completion.failed(why);
    }
}
