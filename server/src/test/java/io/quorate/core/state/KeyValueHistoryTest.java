package io.quorate.core.state;

import org.junit.jupiter.api.Test;

/** Random histories on the store in memory. */
class KeyValueHistoryTest {

    private static final int HISTORIES = 2_000;

    @Test
    void agreesWithTheModelAtEveryRevision() {
        KeyValueHistories.play(
                HISTORIES,
                MemoryStore::new,
                store -> {
                    ((MemoryStore) store).crash();
                    return store;
                },
                store -> {
                    ((MemoryStore) store).stall(true);
                    return store;
                },
                store -> {
                    ((MemoryStore) store).stall(false);
                    return store;
                });
    }
}
