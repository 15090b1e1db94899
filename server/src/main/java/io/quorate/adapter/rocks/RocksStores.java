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

    public RocksStores(Path root, RocksLimits limits) {
        this.root = root;
        this.limits = limits;
    }

    @Override
    public Store open(String directory) throws CannotOpen {
        return RocksOpening.open(root.resolve(directory), limits);
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
