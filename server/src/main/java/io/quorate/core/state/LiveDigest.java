package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

import java.util.Optional;

/**
 * The digest of the live state, kept as the state changes: a row of META in the batch of what it
 * counts. What it counts is what {@link Digested} says.
 */
final class LiveDigest {

    private final RowHash hash = new RowHash();
    private Digest committed;
    private Digest pending;
    private final Store store;

    /** That of a store; a store from before there was one has to be {@link Digested#prepare}d. */
    LiveDigest(Store store) {
        Optional<Bytes> row = store.get(Family.META, Digested.KEY);
        InvariantViolation.require(
                row.isPresent() || store.get(Family.META, Rows.APPLIED_KEY).isEmpty(),
                "a state has no digest");
        committed = row.map(Digest::decode).orElse(Digest.NOTHING);
        this.store = store;
        begin();
    }

    /** Of the state as the last batch left it. */
    Digest digest() {
        return committed;
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        pending = committed;
    }

    /** A key has another live version, or none. */
    void changed(Bytes row, Optional<VersionRow> before, Optional<VersionRow> after) {
        if (before.isPresent()) pending = pending.minus(of(row, before.get()));
        if (after.isPresent()) pending = pending.plus(of(row, after.get()));
    }

    private Digest of(Bytes row, VersionRow version) {
        return hash.of(Family.LATEST, row, version.head(), version.tail());
    }

    /** A row of META is another, or gone, or was not there before. */
    void replaced(Bytes key, Optional<Bytes> before, Optional<Bytes> after) {
        if (before.isPresent()) pending = pending.minus(of(key, before.get()));
        if (after.isPresent()) pending = pending.plus(of(key, after.get()));
    }

    private Digest of(Bytes key, Bytes value) {
        return hash.of(Family.META, key, value, Bytes.EMPTY);
    }

    /** Sets a row of META, one of few that change seldom, and counts it. */
    void put(StoreBatch batch, Bytes key, Bytes value) {
        replaced(key, store.get(Family.META, key), Optional.of(value));
        batch.put(Family.META, key, value);
    }

    /** Removes such a row. */
    void delete(StoreBatch batch, Bytes key) {
        replaced(key, store.get(Family.META, key), Optional.empty());
        batch.delete(Family.META, key);
    }

    void write(StoreBatch batch) {
        batch.put(Family.META, Digested.KEY, pending.encode());
    }

    /** The store has the batch. */
    void commit() {
        committed = pending;
    }
}
