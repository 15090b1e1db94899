package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/** Whoever waits for a read. One of the two is called, once, on the replica's loop. */
public interface ReadAnswer {

    /** The state is as current as was asked for: read it now, briefly. */
    void serve(KeyValueMachine state, Standing standing);

    /** It could not be made as current. */
    void failed(Failure failure);
}
