package io.quorate.replica.history;

import io.quorate.core.state.ChangeId;
import io.quorate.core.state.KeyValueView;

import java.util.Optional;

/**
 * A page of what is to be removed, to be read by whoever may wait for a disk.
 *
 * @param installs how many snapshots had been installed when it was asked for
 * @param view taken for this page, and closed with it
 */
public record PageWork(long installs, KeyValueView view, ChangeId from, int rowsMax) {

    /** Reads the page, on any thread. */
    public PageRead read() {
        try (view) {
            return new PageRead(installs, Optional.of(view.forgotten(from, rowsMax)));
        } catch (IllegalStateException storeIsClosed) {
            return new PageRead(installs, Optional.empty());
        }
    }
}
