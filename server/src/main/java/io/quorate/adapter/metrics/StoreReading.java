package io.quorate.adapter.metrics;

import java.util.List;

/**
 * What the database of the state says of itself.
 *
 * @param families its families of rows
 * @param cacheBytes what its cache holds
 * @param flushes under way
 * @param compactions under way
 * @param isWriteStopped whether it takes no writes for now
 * @param backgroundErrors of flushes and compactions
 */
public record StoreReading(
        List<Family> families,
        long cacheBytes,
        long flushes,
        long compactions,
        boolean isWriteStopped,
        long backgroundErrors) {

    /**
     * A family of rows.
     *
     * @param keys about how many
     * @param fileBytes in files
     * @param newFiles files that were not merged yet
     * @param memtableBytes not in files yet
     * @param compactionPendingBytes about what is to be rewritten
     */
    public record Family(
            String name,
            long keys,
            long fileBytes,
            long newFiles,
            long memtableBytes,
            long compactionPendingBytes) {}
}
