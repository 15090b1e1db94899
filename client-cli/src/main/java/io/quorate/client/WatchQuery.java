package io.quorate.client;

import java.time.Duration;

/**
 * Which changes a watch shows. Immutable.
 *
 * @param keys whose changes
 * @param fromRevision the first revision whose changes are shown, at most the one that comes next;
 *     0: that one
 * @param kinds puts, deletes or both
 * @param previous whether each change says what it ended
 * @param progress a mark comes at least so often while nothing changes
 */
public record WatchQuery(
        Keys keys, long fromRevision, Kinds kinds, Previous previous, Duration progress) {

    /** The shortest time between marks. */
    public static final Duration PROGRESS_MIN = Duration.ofMillis(100);

    /** The longest time between marks. */
    public static final Duration PROGRESS_MAX = Duration.ofHours(24);

    private static final Duration PROGRESS_DEFAULT = Duration.ofSeconds(30);

    /** Kinds of changes. */
    public enum Kinds {
        /** Puts and deletes. */
        ALL,
        /** Puts alone. */
        PUTS,
        /** Deletes alone. */
        DELETES
    }

    /** Whether changes say what they ended. */
    public enum Previous {
        /** They do. */
        SHOWN,
        /** They do not. */
        LEFT_OUT
    }

    public WatchQuery {
        if (fromRevision < 0) throw new IllegalArgumentException("revision " + fromRevision);
        if (progress.compareTo(PROGRESS_MIN) < 0 || progress.compareTo(PROGRESS_MAX) > 0) {
            throw new IllegalArgumentException("marks come every 100 ms to 24 h, not " + progress);
        }
    }

    /** Every change, from now on, of a key or of the keys of a range. */
    public static WatchQuery of(Keys keys) {
        return new WatchQuery(keys, 0, Kinds.ALL, Previous.LEFT_OUT, PROGRESS_DEFAULT);
    }

    /** Every change of a key from now on. */
    public static WatchQuery key(Bytes key) {
        return of(Keys.of(key));
    }

    /** Every change, from now on, of keys that begin with a prefix. */
    public static WatchQuery prefix(Bytes prefix) {
        return of(Keys.prefix(prefix));
    }

    /** Every change, from now on, of keys from {@code start} up to and without {@code end}. */
    public static WatchQuery between(Bytes start, Bytes end) {
        return of(Keys.between(start, end));
    }

    /** The same from a revision on; 0: from the next. */
    public WatchQuery from(long revision) {
        return new WatchQuery(keys, revision, kinds, previous, progress);
    }

    /** The same, of some kinds of changes. */
    public WatchQuery only(Kinds some) {
        return new WatchQuery(keys, fromRevision, some, previous, progress);
    }

    /** The same, and each change says what it ended. */
    public WatchQuery withPrevious() {
        return new WatchQuery(keys, fromRevision, kinds, Previous.SHOWN, progress);
    }

    /** The same with a mark at least so often. */
    public WatchQuery withProgress(Duration often) {
        return new WatchQuery(keys, fromRevision, kinds, previous, often);
    }
}
