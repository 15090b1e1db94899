package io.quorate.replica.watch;

import io.quorate.core.state.FeedPage;

/** What comes to a hub between two turns. */
public sealed interface WatchSignal {

    /** A watch's sink takes a sending again. */
    record Ready(long watch) implements WatchSignal {}

    /** A watcher is gone. */
    record Closed(long watch) implements WatchSignal {}

    /** A page was read from the store. */
    record PageRead(long watch, FeedPage page) implements WatchSignal {}

    /** The store was closed before the page was read. */
    record PageLost(long watch) implements WatchSignal {}

    /** The turn that was asked for. */
    record GoOn() implements WatchSignal {}
}
