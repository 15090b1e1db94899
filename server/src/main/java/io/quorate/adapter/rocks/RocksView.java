package io.quorate.adapter.rocks;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.StoreCursor;
import io.quorate.core.state.StoreView;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A RocksDB snapshot. For one thread at a time; the store's closing, on another, waits for the call
 * that is in it and then releases it.
 */
final class RocksView implements StoreView {

    private final RocksStore store;
    private final RocksDB db;
    private final Leases leases;
    private final Snapshot snapshot;
    private final ReadOptions readOptions;
    private final List<RocksCursor> cursors = new ArrayList<>();
    private boolean released;

    /** A view of this moment. Made under a lease. */
    RocksView(RocksStore store, RocksDB db, Leases leases) {
        this.store = store;
        this.db = db;
        this.leases = leases;
        this.snapshot = db.getSnapshot();
        this.readOptions = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public Optional<Bytes> get(Family family, Bytes key) {
        requireOpen();
        return store.get(family, key, readOptions);
    }

    @Override
    public StoreCursor cursor(Family family, Bytes from, Bytes to) {
        leases.take();
        try {
            requireOpen();
            Slice bound = new Slice(to.toArray());
            ReadOptions options =
                    new ReadOptions(readOptions).setFillCache(false).setIterateUpperBound(bound);
            RocksIterator iterator = db.newIterator(store.handle(family), options);
            RocksCursor cursor = new RocksCursor(this, leases, iterator, options, bound);
            cursors.add(cursor);
            iterator.seek(from.toArray());
            cursor.load();
            return cursor;
        } finally {
            leases.giveBack();
        }
    }

    /** A cursor was closed. Under a lease. */
    void forget(RocksCursor cursor) {
        cursors.remove(cursor);
    }

    @Override
    public void close() {
        if (!leases.tryTake()) return;
        try {
            store.forget(this);
            release();
        } finally {
            leases.giveBack();
        }
    }

    /** Frees the snapshot and what reads it. Under a lease, or once there are none any more. */
    void release() {
        if (released) return;
        released = true;
        cursors.forEach(RocksCursor::release);
        cursors.clear();
        readOptions.close();
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }

    private void requireOpen() {
        if (released) throw new IllegalStateException("the view is closed");
    }
}
