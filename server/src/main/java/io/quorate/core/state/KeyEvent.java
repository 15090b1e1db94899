package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * What one change did to a key.
 *
 * @param change which change
 * @param row the key's row in LATEST
 * @param version the version that a put made; empty of a delete
 * @param previous the version that the change ended; empty if the key did not exist, or if whoever
 *     asked does not want it
 */
public record KeyEvent(
        ChangeId change, Bytes row, Optional<Version> version, Optional<Version> previous) {

    /** What an event costs beside its key and values, in bytes. */
    public static final int OVERHEAD_BYTES = 64;

    /**
     * What apply did, as an event that may be kept: the rows share arrays with the cache and with
     * the messages that the entries came in, so all is copied.
     *
     * @param before the version that the change ended
     * @param after the version that it made; empty if it was a delete
     */
    static KeyEvent kept(
            ChangeId change, Bytes row, Optional<VersionRow> before, Optional<VersionRow> after) {
        return new KeyEvent(
                change,
                Bytes.wrap(row.toArray()),
                after.map(made -> made.version().copied()),
                before.map(ended -> ended.version().copied()));
    }

    /** The key. */
    public Bytes key() {
        return Rows.key(row);
    }

    /** Whether it was a delete. */
    public boolean isDelete() {
        return version.isEmpty();
    }

    /** The same without the version that the change ended. */
    KeyEvent withoutPrevious() {
        return previous.isEmpty() ? this : new KeyEvent(change, row, version, Optional.empty());
    }

    /** What the event counts towards a page's size, in bytes. */
    public int bytes() {
        return OVERHEAD_BYTES + row.size() + valueBytes(version) + valueBytes(previous);
    }

    private static int valueBytes(Optional<Version> version) {
        return version.map(each -> each.value().size()).orElse(0);
    }
}
