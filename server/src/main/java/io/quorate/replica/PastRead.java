package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/** A read of a revision that this node has applied: it may have given it up since. */
record PastRead(long revision, ReadAnswer answer) implements ReadAnswer {

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        long compacted = state.compactedRevision();
        if (revision >= compacted) answer.serve(state, standing);
        else answer.failed(new Failure.Compacted(revision, compacted));
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
