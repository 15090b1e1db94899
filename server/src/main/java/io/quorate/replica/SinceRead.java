package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/**
 * A read for which this node must have applied a revision. If it has not, it waits as a
 * linearizable read does: when all is applied that was committed as it came, the revision is here,
 * or has not been made.
 */
record SinceRead(long revision, ReadAnswer answer) implements ReadAnswer {

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        if (standing.revision() >= revision) {
            answer.serve(state, standing);
        } else {
            answer.failed(new Failure.FutureRevision(revision, standing.revision()));
        }
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
