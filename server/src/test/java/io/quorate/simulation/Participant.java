package io.quorate.simulation;

/** Whoever asks for something in a run, until it is told to stop. */
interface Participant {

    void begin();

    /** It begins nothing more. */
    void stop();

    /** Whether nothing that it asked for is under way. */
    boolean isIdle();
}
