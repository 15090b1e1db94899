package io.quorate.simulation;

import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;

/**
 * A command that is no operation on keys, as a node is asked for it.
 *
 * @param history in which it must have come to what it is answered with
 */
record Commanding(Command command, TrueState history) implements Question<Outcome> {

    @Override
    public Arrival.Request request(Attempt<Outcome> attempt) {
        var answer =
                new WriteAnswer() {
                    @Override
                    public void done(Outcome outcome, Standing standing) {
                        attempt.host().burn();
                        history.commands().requireTrue(command, outcome);
                        if (outcome instanceof Outcome.Refused refused) {
                            attempt.refuse(Refusals.of(refused.objection()));
                        } else {
                            attempt.reply(outcome);
                        }
                    }

                    @Override
                    public void failed(Failure failure) {
                        attempt.refuse(Refusals.of(failure));
                    }
                };
        return new Arrival.Write(CommandCodec.encode(command), answer);
    }
}
