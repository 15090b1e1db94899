package io.quorate.adapter.grpc;

import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;
import io.quorate.v1.PipelineResult;

import java.util.function.BiFunction;

/** A put, a delete or a transaction of a stream. */
final class PipelineWrite extends PipelineStep implements WriteAnswer {

    private final Command command;
    private final BiFunction<Outcome, Standing, PipelineResult> response;

    PipelineWrite(
            PipelineStream stream,
            int requestBytes,
            Answer answer,
            Command command,
            BiFunction<Outcome, Standing, PipelineResult> response) {
        super(stream, requestBytes, Effect.WRITES, answer);
        this.command = command;
        this.response = response;
    }

    @Override
    void begin() {
        stream().pipelines().post(command, this);
    }

    @Override
    public void done(Outcome outcome, Standing standing) {
        if (outcome instanceof Outcome.Refused refused) {
            refused(Objections.status(refused.objection(), stream().pipelines().calls()));
        } else {
            done(response.apply(outcome, standing));
        }
    }
}
