package io.quorate.adapter.rocks;

import io.quorate.core.state.Family;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
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

    /** A get reads and checks a whole block for its one row. */
    private static final long BLOCK_OF_GETS_BYTES = 4 << 10;

    private static final int FORMAT_VERSION = 6;

    /**
     * The part of the cache that data does not drive indexes and filters out of: of a file that is
     * read at random they are needed at each read, and are some hundred times the size of a block.
     */
    private static final double INDEX_PART = 0.5;

    /**
     * The cache is divided into two to the power of this many parts, by hash. RocksDB would make so
     * many that the filter of a large file fits into none, and is read from the file at each get.
     */
    private static final int CACHE_PARTS_LOG = 2;

    /** LATEST and CHANGES fill alike; each has one that fills and up to two that are flushed. */
    private static final int MEMTABLES_AT_ONCE = 5;

    private static final int MEMTABLES_OF_A_FAMILY_MAX = 4;

    /** Files of one flush each. More of them make a read slower and a write cheaper. */
    private static final int FILES_TO_COMPACT = 8;

    private static final int FILES_TO_SLOW_DOWN = 40;
    private static final int FILES_TO_STOP = 60;
    private static final long LEVEL_BASE_BYTES = 128 << 20;

    private final List<RocksObject> owned = new ArrayList<>();
    private final RocksLimits limits;
    private final Cache cache;

    RocksTuning(RocksLimits limits) {
        this.limits = limits;
        this.cache = own(new LRUCache(limits.memoryBytesMax(), CACHE_PARTS_LOG, false, INDEX_PART));
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
        options.setWriteBufferSize(limits.memtableBytes() / MEMTABLES_AT_ONCE)
                .setMaxWriteBufferNumber(MEMTABLES_OF_A_FAMILY_MAX)
                .setLevel0FileNumCompactionTrigger(FILES_TO_COMPACT)
                .setLevel0SlowdownWritesTrigger(FILES_TO_SLOW_DOWN)
                .setLevel0StopWritesTrigger(FILES_TO_STOP)
                .setMaxBytesForLevelBase(LEVEL_BASE_BYTES)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setForceConsistencyChecks(true)
                .setTableFormatConfig(table(family));
        if (family == Family.HISTORY) compactByRuns(options);
        return options;
    }

    /**
     * HISTORY only grows, in random order, and is seldom read: levels would rewrite most of it at
     * each compaction, and runs of one size, merged six at a time, are rewritten seldom.
     */
    private void compactByRuns(ColumnFamilyOptions options) {
        options.setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setCompactionOptionsUniversal(
                        own(new CompactionOptionsUniversal())
                                .setMinMergeWidth(6)
                                .setSizeRatio(20)
                                .setMaxSizeAmplificationPercent(400)
                                .setAllowTrivialMove(true));
    }

    private BlockBasedTableConfig table(Family family) {
        BlockBasedTableConfig table =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setFormatVersion(FORMAT_VERSION)
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true);
        if (family == Family.LATEST) {
            table.setBlockSize(BLOCK_OF_GETS_BYTES)
                    .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_A_KEY, false)));
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
