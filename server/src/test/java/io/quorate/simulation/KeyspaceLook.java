package io.quorate.simulation;

import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;

/**
 * A look at all keyspaces of a node.
 *
 * @param history whose keyspaces it must show
 */
record KeyspaceLook(Arrival.Level level, TrueState history) implements Question<Long> {

    @Override
    public Arrival.Request request(Attempt<Long> attempt) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        attempt.host().burn();
                        attempt.host().process().ifPresent(SimulatedProcess::shown);
                        new KeyspaceCheck(attempt.host().id(), state, history).requireTrue();
                        attempt.reply(standing.revision());
                    }

                    @Override
                    public void failed(Failure failure) {
                        attempt.refuse(Refusals.of(failure));
                    }
                };
        return new Arrival.Read(level, answer);
    }
}
