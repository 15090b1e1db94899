package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * The keys of a range that were live at a past revision: LATEST and HISTORY merged in the order of
 * keys. Of each key it is the latest version if that is no younger than the revision; else the
 * first version superseded after the revision, if that is no younger; else the key did not exist.
 */
final class PastKeys implements RangeCursor.Keys {

    private final KeyValueView view;
    private final StoreCursor latest;
    private final StoreCursor history;
    private final long revision;

    PastKeys(KeyValueView view, StoreCursor latest, StoreCursor history, long revision) {
        this.view = view;
        this.latest = latest;
        this.history = history;
        this.revision = revision;
    }

    @Override
    public Optional<KeyVersion> next() {
        while (latest.isValid() || history.isValid()) {
            Bytes key = nextKey();
            Optional<Version> superseded = supersededAfter(key);
            Optional<Version> version = latestIfOfAge(key).or(() -> superseded);
            if (version.isPresent()) {
                return Optional.of(new KeyVersion(Rows.key(key), version.get()));
            }
        }
        return Optional.empty();
    }

    private Bytes nextKey() {
        if (!history.isValid()) return latest.key();
        Bytes past = Rows.latestOf(history.key());
        if (!latest.isValid()) return past;
        Bytes live = latest.key();
        return live.compareTo(past) <= 0 ? live : past;
    }

    /** Passes the key in LATEST. */
    private Optional<Version> latestIfOfAge(Bytes key) {
        if (!latest.isValid() || !latest.key().equals(key)) return Optional.empty();
        Version version = VersionRow.decode(latest.value());
        latest.next();
        return version.modRevision() <= revision ? Optional.of(version) : Optional.empty();
    }

    /** Passes the key in HISTORY. */
    private Optional<Version> supersededAfter(Bytes key) {
        if (!history.isValid() || !Rows.latestOf(history.key()).equals(key)) {
            return Optional.empty();
        }
        if (Rows.supersedingRevision(history.key()) <= revision) {
            history.seek(Rows.historyOf(key, revision + 1));
            if (!history.isValid() || !Rows.latestOf(history.key()).equals(key)) {
                return Optional.empty();
            }
        }
        Optional<Version> version = view.past(history, revision);
        history.next();
        if (history.isValid() && Rows.latestOf(history.key()).equals(key)) {
            history.seek(Rows.historyOf(key, Long.MAX_VALUE));
        }
        return version;
    }

    @Override
    public void close() {
        latest.close();
        history.close();
    }
}
