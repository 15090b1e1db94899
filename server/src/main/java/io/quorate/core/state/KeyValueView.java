package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.LogId;

import java.util.Optional;

/**
 * The key-value state as it was when the view was taken, and every revision before. For one thread
 * at a time, any thread.
 */
public final class KeyValueView implements AutoCloseable {

    private final StoreView view;
    private final LogId applied;
    private final long revision;
    private final long compacted;
    private final Digest digest;

    KeyValueView(StoreView view, LogId applied, long revision, long compacted, Digest digest) {
        this.digest = digest;
        this.view = view;
        this.applied = applied;
        this.revision = revision;
        this.compacted = compacted;
    }

    /** The last entry that the view shows. */
    public LogId applied() {
        return applied;
    }

    /** The revision that the view shows. */
    public long revision() {
        return revision;
    }

    /** What the rows that the view shows come to, unless some are not what was written. */
    public Digest digest() {
        return digest;
    }

    /** Computes that afresh from the rows. The view is closed with it. */
    public DigestScan scan() {
        return new DigestScan(view);
    }

    /** The live version of a key. */
    public Optional<Version> get(int keyspace, Bytes key) {
        return view.get(Family.LATEST, Rows.latest(keyspace, key)).map(VersionRow::decode);
    }

    /**
     * The version of a key that was live at a revision.
     *
     * @param at at most {@link #revision()}
     */
    public Optional<Version> getAt(int keyspace, Bytes key, long at) {
        requireShown(at);
        Optional<Bytes> latest = view.get(Family.LATEST, Rows.latest(keyspace, key));
        Optional<ChangeId> last = latest.map(row -> VersionRow.headOf(row).change());
        if (last.isPresent() && last.get().revision() <= at) return latest.map(VersionRow::decode);
        Bytes from = Rows.history(keyspace, key, at + 1);
        Bytes to = Rows.history(keyspace, key, Long.MAX_VALUE);
        Optional<ChangeId> later;
        try (StoreCursor history = view.cursor(Family.HISTORY, from, to)) {
            later =
                    history.isValid()
                            ? Optional.of(Rows.changeOf(history.key(), history.value()))
                            : last;
        }
        return later.flatMap(change -> Past.before(view, change, at));
    }

    /**
     * The live keys of a range, ascending.
     *
     * @param start the first key; empty for the keyspace's first
     * @param endOrEmpty the key behind the range; empty for none
     */
    public RangeCursor range(int keyspace, Bytes start, Bytes endOrEmpty) {
        Bytes from = Rows.begin(keyspace, start);
        Bytes to = Rows.end(keyspace, endOrEmpty);
        return new RangeCursor(new LatestKeys(view.cursor(Family.LATEST, from, to)));
    }

    /**
     * The keys of a range that were live at a revision, ascending.
     *
     * @param start the first key; empty for the keyspace's first
     * @param endOrEmpty the key behind the range; empty for none
     * @param at at most {@link #revision()}
     */
    public RangeCursor rangeAt(int keyspace, Bytes start, Bytes endOrEmpty, long at) {
        return new RangeCursor(keysAt(keyspace, start, endOrEmpty, at));
    }

    /** The same, of which only some are shown, or in another order. */
    public RangeCursor rangeAt(
            int keyspace, Bytes start, Bytes endOrEmpty, long at, Selection selection) {
        return new RangeCursor(selection.of(keysAt(keyspace, start, endOrEmpty, at)));
    }

    private RangeCursor.Keys keysAt(int keyspace, Bytes start, Bytes endOrEmpty, long at) {
        requireShown(at);
        Bytes from = Rows.begin(keyspace, start);
        Bytes to = Rows.end(keyspace, endOrEmpty);
        StoreCursor latest = view.cursor(Family.LATEST, from, to);
        if (at == revision) return new LatestKeys(latest);
        return new PastKeys(view, latest, view.cursor(Family.HISTORY, from, to), at);
    }

    /**
     * The first revision that can be read, and the first whose changes can be shown: what was
     * before is given up. 0 if nothing was.
     */
    public long compactedRevision() {
        return compacted;
    }

    /**
     * A page of the changes up to the view's revision.
     *
     * @param from the first change to look at, of {@link #compactedRevision} at least
     * @param bytesMax the page ends before the event that would take it past so many bytes, counted
     *     by {@link KeyEvent#bytes}, but holds one event at least
     * @param rowsMax how many changes are looked at, wanted or not
     */
    public FeedPage changes(Interest interest, ChangeId from, int bytesMax, int rowsMax) {
        return new ChangeFeed(view, interest).page(from, revision, bytesMax, rowsMax);
    }

    /**
     * A page of the changes before {@link #compactedRevision}, to be removed.
     *
     * @param from where the last page ended
     * @param rowsMax how many changes it holds
     */
    public ForgottenPage forgotten(ChangeId from, int rowsMax) {
        return Forgetting.page(view, from, compacted, rowsMax);
    }

    private void requireShown(long at) {
        InvariantViolation.require(
                at >= compacted && at <= revision,
                "revision %d is asked of a view of %d to %d",
                at,
                compacted,
                revision);
    }

    @Override
    public void close() {
        view.close();
    }
}
