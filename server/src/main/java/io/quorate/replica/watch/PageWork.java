package io.quorate.replica.watch;

import io.quorate.core.state.ChangeId;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyValueView;

/**
 * A page to be read from the store, by whoever may wait for a disk.
 *
 * @param view taken for this page, and closed with it: a watch that reads slowly keeps nothing from
 *     being reclaimed
 */
public record PageWork(
        long watch,
        KeyValueView view,
        Interest interest,
        ChangeId from,
        int bytesMax,
        int rowsMax) {

    /** Reads the page, on any thread. What comes of it is for the hub. */
    public WatchSignal read() {
        try (view) {
            return new WatchSignal.PageRead(watch, view.changes(interest, from, bytesMax, rowsMax));
        } catch (IllegalStateException storeIsClosed) {
            return new WatchSignal.PageLost(watch);
        }
    }
}
