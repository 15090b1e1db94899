package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;

import java.util.function.BiFunction;

/** Commands on their way to the replica, and their outcomes on the way back. */
final class Writes {

    private final Arrivals arrivals;
    private final Failures failures;
    private final CallListener calls;

    Writes(Arrivals arrivals, Failures failures, CallListener calls) {
        this.arrivals = arrivals;
        this.failures = failures;
        this.calls = calls;
    }

    /** Has a write done. */
    <T> void write(KvRequests.Write<T> write, StreamObserver<T> responses) {
        post(write.command(), responses, write.response());
    }

    /** Has a command done. Throws the call's status if it must not be. */
    <T> void command(
            Command command,
            StreamObserver<T> responses,
            BiFunction<Outcome, Standing, T> response) {
        Requests.check(Limits.whyInvalid(command));
        post(command, responses, response);
    }

    private <T> void post(
            Command command,
            StreamObserver<T> responses,
            BiFunction<Outcome, Standing, T> response) {
        var answer =
                new WriteAnswer() {
                    @Override
                    public void done(Outcome outcome, Standing standing) {
                        if (outcome instanceof Outcome.Refused refused) {
                            Answers.fail(responses, Objections.status(refused.objection(), calls));
                        } else {
                            Answers.send(responses, response.apply(outcome, standing));
                        }
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(new Arrival.Write(CommandCodec.encode(command), answer));
    }
}
