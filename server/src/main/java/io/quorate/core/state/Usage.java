package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * What a keyspace holds, or by how much a change makes it more or less.
 *
 * @param keys live ones
 * @param bytes of them and their values
 */
public record Usage(long keys, long bytes) {

    static final Usage NONE = new Usage(0, 0);

    /** What one live key adds up to. */
    static Usage of(Bytes row, VersionRow live) {
        return new Usage(1, Rows.keyBytes(row) + live.valueBytes());
    }

    /** By how much a change makes it more. */
    static Usage by(Draft.Change change) {
        if (change.left().isPresent() && change.live().isPresent()) {
            return new Usage(
                    0, change.left().get().valueBytes() - change.live().get().valueBytes());
        }
        if (change.left().isPresent()) return of(change.row(), change.left().get());
        return NONE.minus(of(change.row(), change.live().orElseThrow()));
    }

    Usage plus(Usage more) {
        return new Usage(keys + more.keys, bytes + more.bytes);
    }

    Usage minus(Usage less) {
        return new Usage(keys - less.keys, bytes - less.bytes);
    }
}
