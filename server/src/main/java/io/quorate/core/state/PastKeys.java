package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * The keys of a range that were live at a past revision: LATEST and HISTORY merged in the order of
 * keys. What a key was is told by its latest version if that is no younger than the revision; else
 * by what is found from the nearest way into its past ({@link Past}).
 */
final class PastKeys implements RangeCursor.Keys {

    private final StoreView view;
    private final StoreCursor latest;
    private final StoreCursor history;
    private final long revision;

    PastKeys(StoreView view, StoreCursor latest, StoreCursor history, long revision) {
        this.view = view;
        this.latest = latest;
        this.history = history;
        this.revision = revision;
    }

    @Override
    public Optional<KeyVersion> next() {
        while (latest.isValid() || history.isValid()) {
            Bytes key = nextKey();
            Optional<Bytes> row = passLatest(key);
            Optional<ChangeId> way = passHistory(key);
            Optional<Version> version = version(row, way);
            if (version.isPresent()) {
                return Optional.of(new KeyVersion(Rows.key(key), version.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<Version> version(Optional<Bytes> row, Optional<ChangeId> way) {
        Optional<ChangeId> last = row.map(live -> VersionRow.headOf(live).change());
        if (last.isPresent() && last.get().revision() <= revision) {
            return row.map(VersionRow::decode);
        }
        return way.or(() -> last).flatMap(change -> Past.before(view, change, revision));
    }

    private Bytes nextKey() {
        if (!history.isValid()) return latest.key();
        Bytes past = Rows.latestOf(history.key());
        if (!latest.isValid()) return past;
        Bytes live = latest.key();
        return live.compareTo(past) <= 0 ? live : past;
    }

    /** Passes the key in LATEST; its row there. */
    private Optional<Bytes> passLatest(Bytes key) {
        if (!latest.isValid() || !latest.key().equals(key)) return Optional.empty();
        Bytes row = latest.value();
        latest.next();
        return Optional.of(row);
    }

    /** Passes the key in HISTORY; the first change there that is younger than the revision. */
    private Optional<ChangeId> passHistory(Bytes key) {
        if (!isInHistory(key)) return Optional.empty();
        if (Rows.supersedingRevision(history.key()) <= revision) {
            history.seek(Rows.historyOf(key, revision + 1));
            if (!isInHistory(key)) return Optional.empty();
        }
        ChangeId way = Rows.changeOf(history.key(), history.value());
        history.next();
        if (isInHistory(key)) history.seek(Rows.historyOf(key, Long.MAX_VALUE));
        return Optional.of(way);
    }

    private boolean isInHistory(Bytes key) {
        return history.isValid() && Rows.latestOf(history.key()).equals(key);
    }

    @Override
    public void close() {
        latest.close();
        history.close();
    }
}
