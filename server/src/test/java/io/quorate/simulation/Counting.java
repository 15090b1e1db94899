package io.quorate.simulation;

import java.util.Optional;

/** Something that is done to a counter, by one or several calls, one after the other. */
sealed interface Counting permits Increment, CounterRead {

    /** The first call. */
    Operation.Wish first();

    /** The next call after one has ended; empty when it is done, or given up. */
    Optional<Operation.Wish> after(Operation ended, Optional<Operation.Reply> reply);
}
