package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the entries of one batch have made of their keys, before the store has it: so that an entry
 * sees those before it, and that a key written many times in a batch costs one row.
 */
final class Pending {

    private final Map<Bytes, Optional<VersionRow>> rows = new LinkedHashMap<>();
    private long revision;

    /** Starts a batch on a state of this revision. */
    void begin(long revision) {
        rows.clear();
        this.revision = revision;
    }

    long revision() {
        return revision;
    }

    /** The next revision. */
    long advance() {
        return ++revision;
    }

    /** What the batch made of a key, which may be its absence; empty if it left it alone. */
    Optional<Optional<VersionRow>> get(Bytes key) {
        Optional<VersionRow> row = rows.get(key);
        return row == null ? Optional.empty() : Optional.of(row);
    }

    /** What the batch made of the keys of a stretch of LATEST. */
    NavigableMap<Bytes, Optional<VersionRow>> between(Bytes from, Bytes to) {
        NavigableMap<Bytes, Optional<VersionRow>> found = new TreeMap<>();
        rows.forEach(
                (row, live) -> {
                    if (from.compareTo(row) <= 0 && row.compareTo(to) < 0) found.put(row, live);
                });
        return found;
    }

    /** Makes this of a key; empty: removes it. */
    void set(Bytes key, Optional<VersionRow> row) {
        rows.put(key, row);
    }

    /** Writes what each key was left as. */
    void writeLatest(StoreBatch batch) {
        for (var row : rows.entrySet()) {
            if (row.getValue().isPresent()) {
                VersionRow live = row.getValue().get();
                batch.put(Family.LATEST, row.getKey(), live.head(), live.tail(), Bytes.EMPTY);
            } else {
                batch.delete(Family.LATEST, row.getKey());
            }
        }
    }

    /** Tells the cache what each key was left as, once the store has it. */
    void remember(LatestCache cache) {
        for (var row : rows.entrySet()) {
            if (row.getValue().isPresent()) {
                VersionRow live = row.getValue().get();
                cache.put(row.getKey(), live.head(), live.tail());
            } else {
                cache.remove(row.getKey());
            }
        }
    }
}
