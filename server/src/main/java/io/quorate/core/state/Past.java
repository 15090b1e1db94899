package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

import java.util.Optional;

/**
 * Finds what a key was at a past revision. CHANGES holds each superseded version at the change that
 * superseded it, and each version names the change that made it: a chain from a key's latest
 * version back to its creation. HISTORY has a way into the chain at every {@link #STRIDE}th version
 * and at each delete, so no walk is longer than that.
 *
 * <p>The index is sparse because its rows are the ones that cost: those of CHANGES only ever come
 * at the end, those of HISTORY in the random order of keys, each with a search through cold memory
 * and a part in many compactions. A skip list of two levels, after Pugh's.
 */
final class Past {

    /** How many versions a way into the chain is from the next. */
    static final int STRIDE = 16;

    private Past() {}

    /** Whether HISTORY has a row for a version that is being superseded. */
    static boolean isIndexed(VersionRow.Head superseded) {
        return superseded.deleted() || superseded.version() % STRIDE == 0;
    }

    /**
     * What a key was at a revision.
     *
     * @param change the first change of the key after the revision, or any later one with no delete
     *     between
     */
    static Optional<Version> before(StoreView view, ChangeId change, long revision) {
        ChangeId at = change;
        for (int steps = 0; steps <= STRIDE; steps++) {
            Bytes superseded = superseded(view, at);
            if (superseded.isEmpty()) return Optional.empty();
            ChangeId made = VersionRow.headOf(superseded).change();
            if (made.revision() <= revision) return Optional.of(VersionRow.decode(superseded));
            at = made;
        }
        throw new InvariantViolation("no way into the history near " + change);
    }

    /**
     * The version that a change made.
     *
     * @param row the row in LATEST of the key that it changed
     * @param change no delete
     */
    static Version made(StoreView view, Bytes row, ChangeId change) {
        Optional<Bytes> latest = view.get(Family.LATEST, row);
        Optional<ChangeId> last = latest.map(live -> VersionRow.headOf(live).change());
        if (latest.isPresent() && last.get().equals(change)) {
            return VersionRow.decode(latest.get());
        }
        Optional<Version> ended = endedAtOnce(view, row, change);
        if (ended.isPresent()) return ended.get();
        ChangeId at =
                wayBehind(view, row, change)
                        .or(() -> last)
                        .orElseThrow(() -> new InvariantViolation("nothing ended " + change));
        for (int steps = 0; steps <= STRIDE; steps++) {
            Bytes superseded = superseded(view, at);
            InvariantViolation.require(!superseded.isEmpty(), "%s is in no chain", change);
            ChangeId made = VersionRow.headOf(superseded).change();
            if (made.equals(change)) return VersionRow.decode(superseded);
            at = made;
        }
        throw new InvariantViolation("no way into the history near " + change);
    }

    /** The version that a change made, if the same entry ended it: no index leads there. */
    private static Optional<Version> endedAtOnce(StoreView view, Bytes row, ChangeId change) {
        Bytes from = Rows.change(new ChangeId(change.revision(), change.ordinal() + 1));
        Bytes to = Rows.change(ChangeId.first(change.revision() + 1));
        try (StoreCursor changes = view.cursor(Family.CHANGES, from, to)) {
            for (; changes.isValid(); changes.next()) {
                Bytes value = changes.value();
                if (!Rows.changed(value).equals(row)) continue;
                return Optional.of(VersionRow.decode(Rows.superseded(value)));
            }
        }
        return Optional.empty();
    }

    /** The first way into the past of a key that HISTORY has behind a revision. */
    private static Optional<ChangeId> wayBehind(StoreView view, Bytes row, ChangeId change) {
        Bytes from = Rows.historyOf(row, change.revision() + 1);
        Bytes to = Rows.historyOf(row, Long.MAX_VALUE);
        try (StoreCursor history = view.cursor(Family.HISTORY, from, to)) {
            return history.isValid()
                    ? Optional.of(Rows.changeOf(history.key(), history.value()))
                    : Optional.empty();
        }
    }

    private static Bytes superseded(StoreView view, ChangeId change) {
        return view.get(Family.CHANGES, Rows.change(change))
                .map(Rows::superseded)
                .orElseThrow(
                        () -> new InvariantViolation("history points to no change: " + change));
    }
}
