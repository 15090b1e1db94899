package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the rows of the past below the floor, a bounded number at a time. It is nobody's business
 * but this replica's: nothing that can be asked for depends on them, so each does it when it likes.
 *
 * <p>A walk of CHANGES finds the rows of HISTORY that lead to them. They go first, page by page,
 * and then those of CHANGES, as one range for many pages. So what is left in CHANGES says how far
 * it has come, after a crash and in a snapshot too, and a page that is removed twice does no harm.
 * The changes of the floor itself stay, since a watch may begin there. No chain of versions that a
 * read at or above the floor follows ({@link Past}) has a link below it.
 */
final class Forgetting {

    private Forgetting() {}

    /**
     * Finds what comes next.
     *
     * @param from where the last page ended
     * @param floor the first revision whose changes stay
     * @param rowsMax of changes
     */
    static ForgottenPage page(StoreView view, ChangeId from, long floor, int rowsMax) {
        List<Bytes> ways = new ArrayList<>();
        int rows = 0;
        ChangeId end = ChangeId.first(floor);
        try (StoreCursor changes =
                view.cursor(Family.CHANGES, Rows.change(from), Rows.change(end))) {
            for (; changes.isValid(); changes.next()) {
                ChangeId change = Rows.changeId(changes.key());
                if (rows == rowsMax) return new ForgottenPage(change, ways, rows);
                rows++;
                way(change, changes.value()).ifPresent(ways::add);
            }
        }
        return new ForgottenPage(end, ways, rows);
    }

    /** The row in HISTORY that leads to a change, if there is one. */
    private static Optional<Bytes> way(ChangeId change, Bytes value) {
        Bytes superseded = Rows.superseded(value);
        if (superseded.isEmpty() || !Past.isIndexed(VersionRow.headOf(superseded))) {
            return Optional.empty();
        }
        return Optional.of(Rows.historyOf(Rows.changed(value), change.revision()));
    }
}
