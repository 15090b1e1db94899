package io.quorate.adapter.rocks;

import io.quorate.core.state.KeyValueHistories;
import io.quorate.core.state.Store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Random histories on RocksDB, with real stalls, and crashes that leave only what was flushed. */
class RocksKeyValueHistoryTest {

    private static final int HISTORIES = 25;

    @TempDir Path parent;
    private int opened;

    @Test
    void agreesWithTheModelAtEveryRevision() {
        KeyValueHistories.play(
                HISTORIES,
                () -> {
                    opened++;
                    return open();
                },
                crashed -> {
                    crashed.close();
                    return open();
                },
                store -> {
                    RocksStalls.stall((RocksStore) store);
                    return store;
                },
                store -> {
                    RocksStalls.unstall((RocksStore) store);
                    return store;
                });
    }

    private Store open() {
        try {
            return RocksStore.open(parent.resolve("store-" + opened));
        } catch (CannotOpen failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
