package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.quorate.replica.Failure;
import io.quorate.v1.PipelineResult;

/** One operation of a stream, from its request to its result. On the loop. */
abstract sealed class PipelineStep
        permits PipelineWrite, PipelineGet, PipelineNaming, PipelineStep.Refused {

    /** What it does to the state, which says what it may overlap with. */
    enum Effect {
        READS,
        WRITES,
        NONE
    }

    /** What its result may take. */
    enum Answer {
        SMALL,
        /** Up to some megabytes; how many is known when it is done. */
        MAY_BE_LARGE
    }

    private final PipelineStream stream;
    private final int requestBytes;
    private final Effect effect;
    private final Answer answer;
    private final long arrivedNanos = System.nanoTime();
    private PipelineResult result = PipelineResult.getDefaultInstance();
    private boolean isDone;

    PipelineStep(PipelineStream stream, int requestBytes, Effect effect, Answer answer) {
        this.stream = stream;
        this.requestBytes = requestBytes;
        this.effect = effect;
        this.answer = answer;
    }

    /** Puts it to the replica. It may be done before this returns. */
    abstract void begin();

    final PipelineStream stream() {
        return stream;
    }

    final int requestBytes() {
        return requestBytes;
    }

    /** When it came, by the clock of {@link System#nanoTime}. */
    final long arrivedNanos() {
        return arrivedNanos;
    }

    final Effect effect() {
        return effect;
    }

    final boolean mayAnswerMuch() {
        return answer == Answer.MAY_BE_LARGE;
    }

    final boolean isDone() {
        return isDone;
    }

    /** Of one that is done. */
    final PipelineResult result() {
        return result;
    }

    final void done(PipelineResult itsResult) {
        result = itsResult;
        isDone = true;
        stream.done(this);
    }

    /** It fails alone. */
    final void refused(StatusRuntimeException why) {
        done(PipelineResult.newBuilder().setFailure(PipelineFailures.of(why)).build());
    }

    /** The replica could not do it. */
    public final void failed(Failure failure) {
        StatusRuntimeException status = stream.pipelines().status(failure);
        if (PipelineFailures.isLast(failure)) stream.endWith(status);
        refused(status);
    }

    static PipelineStep refused(PipelineStream stream, int bytes, StatusRuntimeException why) {
        return new Refused(stream, bytes, why);
    }

    /** One that breaks a rule: it fails in its turn. */
    static final class Refused extends PipelineStep {

        private final StatusRuntimeException why;

        private Refused(PipelineStream stream, int bytes, StatusRuntimeException why) {
            super(stream, bytes, Effect.NONE, Answer.SMALL);
            this.why = why;
        }

        @Override
        void begin() {
            refused(why);
        }
    }
}
