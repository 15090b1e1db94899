package io.quorate.replica.watch;

/** What a hub asks of the outside. */
public interface WatchPorts {

    /** Has a page read off the loop; what {@link PageWork#read} gives comes back as a signal. */
    void read(PageWork work);

    /** Asks for another turn; {@link WatchSignal.GoOn} comes back. */
    void goOn();
}
