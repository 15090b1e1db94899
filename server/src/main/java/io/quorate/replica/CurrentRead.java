package io.quorate.replica;

import io.quorate.core.state.KeyValueMachine;

/**
 * A read of bounded staleness that is served as a linearizable one is: all that had been
 * acknowledged when it came is in the state.
 */
record CurrentRead(ReadAnswer answer) implements ReadAnswer {

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        answer.serve(state, standing.within(0));
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
