package io.quorate.adapter.rocks;

import io.quorate.core.state.Family;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What RocksDB says of itself.
 *
 * @param families each, in their order
 * @param cacheBytes blocks, indexes and filters in memory, and what memtables count for there
 * @param flushes under way
 * @param compactions under way
 * @param isWriteStopped whether it takes no writes until flushes and compactions have caught up
 * @param backgroundErrors of flushes and compactions since it was opened
 */
public record RocksFigures(
        List<OfFamily> families,
        long cacheBytes,
        long flushes,
        long compactions,
        boolean isWriteStopped,
        long backgroundErrors) {

    /**
     * What it says of a family of rows.
     *
     * @param name in lower case
     * @param keys about how many rows
     * @param fileBytes of its files that count
     * @param newFiles files of a flush that no compaction has merged yet
     * @param memtableBytes not in files yet
     * @param compactionPendingBytes about what compactions have yet to rewrite
     */
    public record OfFamily(
            String name,
            long keys,
            long fileBytes,
            long newFiles,
            long memtableBytes,
            long compactionPendingBytes) {}

    /** Of a store that is open. */
    static Optional<RocksFigures> of(RocksStore store) {
        return store.look(RocksFigures::read);
    }

    private static RocksFigures read(RocksDB db, ColumnFamilyHandle[] handles)
            throws RocksDBException {
        List<OfFamily> families = new ArrayList<>();
        for (Family family : Family.values()) {
            ColumnFamilyHandle handle = handles[family.ordinal()];
            families.add(
                    new OfFamily(
                            family.name().toLowerCase(Locale.ROOT),
                            db.getLongProperty(handle, "rocksdb.estimate-num-keys"),
                            db.getLongProperty(handle, "rocksdb.live-sst-files-size"),
                            Long.parseLong(db.getProperty(handle, "rocksdb.num-files-at-level0")),
                            db.getLongProperty(handle, "rocksdb.cur-size-all-mem-tables"),
                            db.getLongProperty(
                                    handle, "rocksdb.estimate-pending-compaction-bytes")));
        }
        return new RocksFigures(
                families,
                db.getLongProperty("rocksdb.block-cache-usage"),
                db.getLongProperty("rocksdb.num-running-flushes"),
                db.getLongProperty("rocksdb.num-running-compactions"),
                db.getLongProperty("rocksdb.is-write-stopped") != 0,
                db.getLongProperty("rocksdb.background-errors"));
    }
}
