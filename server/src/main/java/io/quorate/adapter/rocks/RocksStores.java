package io.quorate.adapter.rocks;

import io.quorate.core.state.Store;
import io.quorate.replica.snapshot.Stores;

import java.nio.file.Path;
import java.util.Optional;

/** RocksDB databases, each in a directory of one directory. */
public final class RocksStores implements Stores {

    /** For a copy of which one row is read. */
    private static final RocksLimits SMALL = new RocksLimits(1L << 20, 1L << 20, 1, 16);

    private final Path root;
    private final RocksLimits limits;
    private final StoreListener listener;
    private volatile Optional<RocksStore> opened = Optional.empty();

    public RocksStores(Path root, RocksLimits limits) {
        this(root, limits, StoreListener.NOBODY);
    }

    /**
     * @param listener told how long writes and flushes take
     */
    public RocksStores(Path root, RocksLimits limits, StoreListener listener) {
        this.root = root;
        this.limits = limits;
        this.listener = listener;
    }

    /** What RocksDB says of the database that was opened last; empty if it is closed. */
    public Optional<RocksFigures> figures() {
        return opened.flatMap(RocksFigures::of);
    }

    @Override
    public Store open(String directory) throws CannotOpen {
        RocksStore store = RocksOpening.open(root.resolve(directory), limits, listener);
        opened = Optional.of(store);
        return store;
    }

    @Override
    public Store openToRead(String directory) throws CannotOpen {
        return RocksOpening.openToRead(root.resolve(directory), SMALL);
    }

    @Override
    public boolean checkpoint(Store store, String directory) {
        return ((RocksStore) store).checkpoint(root.resolve(directory));
    }

    @Override
    public Optional<String> whyDamaged(Store store) {
        return ((RocksStore) store).whyDamaged();
    }
}
