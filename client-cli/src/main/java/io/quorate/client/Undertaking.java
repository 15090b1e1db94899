package io.quorate.client;

/** Something that was asked for: its task, run on the event loop, begins it. */
interface Undertaking extends Runnable {

    /** Begins it, from any thread. */
    void begin();

    /** Ends it early, from any thread; how it ended is told as ever. */
    void cancelFromOutside();
}
