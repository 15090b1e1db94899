package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Failure;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Piped;
import io.quorate.client.core.Reason;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineResult;

/** A call on a stream of batches. Runs on the client's event loop. */
final class PipedCall<Q, R, T extends Answer> implements Undertaking, TimerWheel.Sleeper {

    private static final Failure WRONG_RESULT =
            new Failure(
                    Outcome.UNKNOWN,
                    Reason.PROTOCOL_BROKEN,
                    "the result of another operation",
                    LeaderHint.NONE);

    private final Core core;
    private final Pipe pipe;
    private final Verb<Q, R, T> verb;
    private final PipelineOperation operation;
    private final Piped<PipedCall<?, ?, ?>> piped;
    private final Completion<? super T> completion;
    private final TimerWheel.Timer timer = new TimerWheel.Timer(this);

    PipedCall(
            Core core,
            Pipe pipe,
            CallKind kind,
            Verb<Q, R, T> verb,
            Q request,
            long deadlineNanos,
            Completion<? super T> completion) {
        this.core = core;
        this.pipe = pipe;
        this.verb = verb;
        this.operation = verb.operation(request);
        this.completion = completion;
        int bytes = operation.getSerializedSize();
        this.piped = new Piped<>(this, kind, bytes, System.nanoTime(), deadlineNanos);
    }

    @Override
    public void begin() {
        core.execute(this);
    }

    @Override
    public void run() {
        if (core.isClosed()) {
            completion.failed(KvException.of(Call.CLIENT_IS_CLOSED));
        } else if (!core.admits()) {
            completion.failed(KvException.of(Call.TOO_MANY_CALLS));
        } else {
            core.wheel().arm(timer, System.nanoTime(), piped.deadlineNanos());
            pipe.submit(piped);
        }
    }

    @Override
    public void cancelFromOutside() {
        if (!core.isClosed()) core.execute(() -> pipe.giveUp(piped));
    }

    @Override
    public void elapsed(long nowNanos) {
        pipe.expired(nowNanos, piped);
    }

    PipelineOperation operation() {
        return operation;
    }

    /** Its result has come, and is no failure. */
    void succeeded(PipelineResult result) {
        end();
        if (result.getResultCase() == verb.resultCase()) {
            completion.succeeded(verb.reader().apply(verb.answer().apply(result)));
        } else {
            completion.failed(KvException.of(WRONG_RESULT));
        }
    }

    void failed(Failure failure) {
        end();
        completion.failed(KvException.of(failure));
    }

    private void end() {
        core.wheel().disarm(timer);
        core.callEnded();
    }
}
