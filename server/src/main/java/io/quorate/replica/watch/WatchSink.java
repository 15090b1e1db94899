package io.quorate.replica.watch;

/** Where a watch's events go. Called on the replica's loop. */
public interface WatchSink {

    /** Whether it takes a sending now. Once it does again, {@link WatchSignal.Ready} says so. */
    boolean isReady();

    /** Takes the next events. */
    void send(Sending sending);

    /** The watch is over; nothing comes any more. */
    void end(WatchEnd why);
}
