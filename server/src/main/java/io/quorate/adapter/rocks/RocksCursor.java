package io.quorate.adapter.rocks;

import io.quorate.core.Bytes;
import io.quorate.core.state.StoreCursor;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A RocksDB iterator, whose row is copied out at each step. For one thread at a time. */
final class RocksCursor implements StoreCursor {

    private final RocksView view;
    private final Leases leases;
    private final RocksIterator iterator;
    private final ReadOptions options;
    private final Slice bound;
    private volatile boolean valid;
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;
    private volatile boolean released;

    RocksCursor(
            RocksView view,
            Leases leases,
            RocksIterator iterator,
            ReadOptions options,
            Slice bound) {
        this.view = view;
        this.leases = leases;
        this.iterator = iterator;
        this.options = options;
        this.bound = bound;
    }

    /** A cursor that was freed under its reader is not at the end of its rows: it says so. */
    @Override
    public boolean isValid() {
        boolean onRow = valid;
        requireOpen();
        return onRow;
    }

    @Override
    public Bytes key() {
        requireRow();
        return key;
    }

    @Override
    public Bytes value() {
        requireRow();
        return value;
    }

    @Override
    public void next() {
        requireRow();
        leases.take();
        try {
            requireOpen();
            iterator.next();
            load();
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public void seek(Bytes to) {
        leases.take();
        try {
            requireOpen();
            iterator.seek(to.toArray());
            load();
        } finally {
            leases.giveBack();
        }
    }

    /** Copies the row that the iterator stands on. Under a lease. */
    void load() {
        valid = iterator.isValid();
        key = valid ? Bytes.wrap(iterator.key()) : Bytes.EMPTY;
        value = valid ? Bytes.wrap(iterator.value()) : Bytes.EMPTY;
        if (valid) return;
        try {
            iterator.status();
        } catch (RocksDBException failure) {
            throw RocksStore.failed("a scan", failure);
        }
    }

    @Override
    public void close() {
        if (!leases.tryTake()) return;
        try {
            view.forget(this);
            release();
        } finally {
            leases.giveBack();
        }
    }

    /** Frees the iterator. Under a lease, or once there are none any more. */
    void release() {
        if (released) return;
        released = true;
        valid = false;
        iterator.close();
        options.close();
        bound.close();
    }

    private void requireRow() {
        if (!valid) throw new IllegalStateException("the cursor stands on no row");
    }

    private void requireOpen() {
        if (released) throw new IllegalStateException("the cursor is closed");
    }
}
