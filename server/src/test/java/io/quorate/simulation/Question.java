package io.quorate.simulation;

import io.quorate.replica.Arrival;

/**
 * What a client asks of a node.
 *
 * @param <T> what it is answered with
 */
interface Question<T> {

    /** As the node gets it: the answer goes to the attempt. */
    Arrival.Request request(Attempt<T> attempt);
}
