package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.quorate.replica.Failure;
import io.quorate.v1.PipelineOperation;

/**
 * An operation of a stream in a keyspace that this node does not know, or does not know yet. It
 * waits for what its name means before it begins as another step, and all behind it waits too.
 */
final class PipelineNaming extends PipelineStep {

    private final PipelineOperation operation;
    private boolean isAsked;

    PipelineNaming(PipelineStream stream, int requestBytes, PipelineOperation operation) {
        super(stream, requestBytes, Effect.NONE, Answer.SMALL);
        this.operation = operation;
    }

    /** Asks what the name means, once. */
    @Override
    void begin() {
        if (isAsked) return;
        isAsked = true;
        Pipelines pipelines = stream().pipelines();
        var asker =
                new Asker() {
                    @Override
                    public void failed(Failure why) {
                        stream().endWith(pipelines.status(why));
                    }

                    @Override
                    public void refused(StatusRuntimeException why) {
                        stream().named(PipelineStep.refused(stream(), requestBytes(), why));
                    }
                };
        pipelines.confirm(
                operation,
                asker,
                keyspace -> stream().named(pipelines.step(stream(), operation, keyspace)));
    }
}
