package io.quorate.core;

import java.util.List;

/**
 * A protocol as a pure machine: an input steps it, what it wants done comes back as effects. The
 * order of the effects is part of their meaning.
 *
 * @param <I> what can happen to it
 * @param <E> what it can ask for
 */
public interface Machine<I, E> {

    /**
     * Takes one input.
     *
     * @param nowNanos the driver's monotonic clock; never goes back, its zero means nothing
     * @return what is to be done, in this order
     */
    List<E> step(long nowNanos, I input);
}
