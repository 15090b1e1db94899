package io.quorate.adapter.rocks;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Family;

import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDBException;

/**
 * Forces stalls, by RocksDB's own rule: one file in level 0 is too many, and too few to compact.
 */
public final class RocksStalls {

    private RocksStalls() {}

    /** Makes the store refuse writes. The family META must hold rows that are not flushed yet. */
    public static void stall(RocksStore store) {
        change(
                store,
                MutableColumnFamilyOptions.builder()
                        .setLevel0FileNumCompactionTrigger(1000)
                        .setLevel0SlowdownWritesTrigger(1)
                        .setLevel0StopWritesTrigger(1)
                        .build());
        store.flush();
    }

    /** Makes it take writes again. */
    public static void unstall(RocksStore store) {
        change(
                store,
                MutableColumnFamilyOptions.builder()
                        .setLevel0FileNumCompactionTrigger(8)
                        .setLevel0SlowdownWritesTrigger(40)
                        .setLevel0StopWritesTrigger(60)
                        .build());
    }

    private static void change(RocksStore store, MutableColumnFamilyOptions options) {
        try {
            store.change(Family.META, options);
        } catch (RocksDBException failure) {
            throw new InvariantViolation("the options cannot be changed", failure);
        }
    }
}
