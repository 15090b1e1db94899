package io.quorate.replica;

/** Makes the state machine's applied state durable, off the loop. */
public interface Flusher {

    /** Begins a flush; {@link Arrival.Flushed} answers. Never called while one is under way. */
    void flush();
}
