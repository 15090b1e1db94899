package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads changes back in the order in which they were made. CHANGES has of each the key and the
 * version that it ended; what it made is found where its own end is told ({@link Past#made}).
 */
final class ChangeFeed {

    private final StoreView view;
    private final Interest interest;

    ChangeFeed(StoreView view, Interest interest) {
        this.view = view;
        this.interest = interest;
    }

    /**
     * A page.
     *
     * @param from the first change to look at
     * @param through the last revision to look at
     * @param bytesMax of its events, but it holds one at least
     * @param rowsMax how many changes are looked at
     */
    FeedPage page(ChangeId from, long through, int bytesMax, int rowsMax) {
        List<KeyEvent> events = new ArrayList<>();
        long bytes = 0;
        int rows = 0;
        ChangeId end = ChangeId.first(through + 1);
        try (StoreCursor changes =
                view.cursor(Family.CHANGES, Rows.change(from), Rows.change(end))) {
            for (; changes.isValid(); changes.next()) {
                ChangeId change = Rows.changeId(changes.key());
                if (rows++ == rowsMax) return new FeedPage(events, change);
                Optional<KeyEvent> event = wanted(change, changes.value());
                if (event.isEmpty()) continue;
                bytes += event.get().bytes();
                if (bytes > bytesMax && !events.isEmpty()) return new FeedPage(events, change);
                events.add(event.get());
            }
        }
        return new FeedPage(events, end);
    }

    private Optional<KeyEvent> wanted(ChangeId change, Bytes value) {
        Bytes row = Rows.changed(value);
        Bytes superseded = Rows.superseded(value);
        boolean isDelete = !superseded.isEmpty() && VersionRow.headOf(superseded).deleted();
        if (!interest.wants(row, isDelete)) return Optional.empty();
        Optional<Version> previous =
                superseded.isEmpty()
                        ? Optional.empty()
                        : Optional.of(VersionRow.decode(superseded));
        Optional<Version> version =
                isDelete ? Optional.empty() : Optional.of(Past.made(view, row, change));
        return Optional.of(interest.shown(new KeyEvent(change, row, version, previous)));
    }
}
