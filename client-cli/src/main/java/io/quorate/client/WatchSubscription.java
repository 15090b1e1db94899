package io.quorate.client;

/** A watch that tells a listener. Thread-safe. */
public final class WatchSubscription implements AutoCloseable {

    private final WatchCall call;

    WatchSubscription(WatchCall call) {
        this.call = call;
    }

    /** A listener takes what comes before the next is asked for. */
    static WatchCall.Sink sink(WatchListener listener) {
        return new WatchCall.Sink() {
            @Override
            public void updated(WatchUpdate update) {
                listener.updated(update);
            }

            @Override
            public boolean hasRoom() {
                return true;
            }

            @Override
            public void ended(KvException why) {
                listener.ended(why);
            }
        };
    }

    /** Ends the watch; the listener is told that it has ended. */
    @Override
    public void close() {
        call.cancelFromOutside();
    }
}
