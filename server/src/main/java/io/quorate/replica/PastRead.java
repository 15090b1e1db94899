package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/**
 * A read of a revision. If this node has not applied that, it waits as a linearizable read does:
 * when all is applied that was committed as it came, the revision is here, or has not been made.
 */
record PastRead(long revision, ReadAnswer answer) implements ReadAnswer {

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        if (standing.revision() < revision) {
            answer.failed(new Failure.FutureRevision(revision, standing.revision()));
        } else if (state.compactedRevision() > revision) {
            answer.failed(new Failure.Compacted(revision, state.compactedRevision()));
        } else {
            answer.serve(state, standing);
        }
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
