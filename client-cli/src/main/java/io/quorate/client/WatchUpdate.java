package io.quorate.client;

import java.util.List;

/**
 * What a watch shows next: all that one revision did that is wanted, in the order in which it was
 * done; or a mark, without changes, that says how far the watch has come. Whoever has dealt with an
 * update can begin again from the revision behind it, and misses and repeats nothing.
 *
 * @param node the id of the member that showed it
 * @param revision all changes up to this revision were shown, with these
 * @param changes empty in a mark
 */
public record WatchUpdate(String node, long revision, List<KeyChange> changes) {

    private static final int OVERHEAD_BYTES = 64;

    /** Whether it only says how far the watch has come. */
    public boolean isMark() {
        return changes.isEmpty();
    }

    /** What it takes while it waits to be read, in bytes, roughly. */
    long bytes() {
        long bytes = OVERHEAD_BYTES;
        for (KeyChange change : changes) bytes += OVERHEAD_BYTES + bytes(change);
        return bytes;
    }

    private static long bytes(KeyChange change) {
        long made =
                switch (change) {
                    case KeyChange.Put put -> put.kv().value().size();
                    case KeyChange.Delete _ -> 0;
                };
        return change.key().size()
                + made
                + change.previous().map(kv -> kv.value().size()).orElse(0);
    }
}
