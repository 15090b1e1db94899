package io.quorate.adapter.rocks;

/**
 * What a store takes of the machine at most, however many keys it holds.
 *
 * @param blockCacheBytes blocks, indexes and filters of files
 * @param memtableBytes what was written and is not in a file yet, of all families; a flush begins
 *     well before it is reached
 * @param backgroundJobs flushes and compactions at once, each on a thread
 * @param openFilesMax files kept open, at a few hundred bytes each; to open one costs as much as
 *     ten gets
 */
public record RocksLimits(
        long blockCacheBytes, long memtableBytes, int backgroundJobs, int openFilesMax) {

    /** For a node that shares two cores. */
    public static final RocksLimits DEFAULT = new RocksLimits(32L << 20, 40L << 20, 2, 2048);

    /** What blocks and memtables come to, in bytes. */
    public long memoryBytesMax() {
        return blockCacheBytes + memtableBytes;
    }
}
