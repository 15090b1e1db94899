package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/**
 * A read of a revision that this node has not applied. It waits as a linearizable read does: when
 * all is applied that was committed as it came, the revision is here, or has not been made.
 */
record PastRead(long revision, ReadAnswer answer) implements ReadAnswer {

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
