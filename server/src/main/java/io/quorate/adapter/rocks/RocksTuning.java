package io.quorate.adapter.rocks;

import io.quorate.core.state.Family;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;

import java.util.ArrayList;
import java.util.List;

/** How RocksDB is set up, and the native objects that it shares among its families. */
final class RocksTuning implements AutoCloseable {

    private static final int BLOOM_BITS_A_KEY = 10;
    private static final long BLOCK_BYTES = 8 << 10;
    private static final int FORMAT_VERSION = 6;

    private final List<RocksObject> owned = new ArrayList<>();
    private final RocksLimits limits;
    private final Cache cache;

    RocksTuning(RocksLimits limits) {
        this.limits = limits;
        this.cache = own(new LRUCache(limits.memoryBytesMax()));
    }

    /** Options of the whole database. */
    DBOptions database() {
        DBOptions options = own(new DBOptions());
        options.setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setAvoidFlushDuringShutdown(true)
                .setParanoidChecks(true)
                .setMaxBackgroundJobs(limits.backgroundJobs())
                .setMaxOpenFiles(limits.openFilesMax())
                .setMaxFileOpeningThreads(1)
                .setWriteBufferManager(own(new WriteBufferManager(limits.memtableBytes(), cache)))
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                .setBytesPerSync(1 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4)
                .setMaxLogFileSize(4 << 20)
                .setMaxManifestFileSize(16 << 20);
        return options;
    }

    /** Options of one family. */
    ColumnFamilyOptions family(Family family) {
        ColumnFamilyOptions options = own(new ColumnFamilyOptions());
        options.setWriteBufferSize(limits.memtableBytes() / 3)
                .setMaxWriteBufferNumber(4)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setForceConsistencyChecks(true)
                .setTableFormatConfig(table(family));
        return options;
    }

    private BlockBasedTableConfig table(Family family) {
        BlockBasedTableConfig table =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setFormatVersion(FORMAT_VERSION)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true);
        if (family == Family.LATEST) {
            table.setFilterPolicy(own(new BloomFilter(BLOOM_BITS_A_KEY, false)));
        }
        return table;
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    @Override
    public void close() {
        for (RocksObject object : owned.reversed()) object.close();
    }
}
