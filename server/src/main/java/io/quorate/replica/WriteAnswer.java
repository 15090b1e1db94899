package io.quorate.replica;

import io.quorate.core.state.Outcome;

/** Whoever waits for a write. One of the two is called, once, on the replica's loop. */
public interface WriteAnswer {

    /** The command was committed and applied. */
    void done(Outcome outcome, Standing standing);

    /** It was not, or nobody knows: the failure says which. */
    void failed(Failure failure);
}
