package io.quorate.adapter.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.Store;
import io.quorate.core.state.StoreBatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class RocksFiguresTest {

    @TempDir Path directory;

    private final List<String> told = new ArrayList<>();

    @Test
    void theOpenDatabaseIsMeasuredAndAClosedOneIsNot() throws IOException {
        var stores = new RocksStores(directory, RocksLimits.DEFAULT, new Told());
        assertEquals(Optional.empty(), stores.figures());
        Store store = stores.open("one");
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, Bytes.utf8("k"), Bytes.utf8("v"));
        assertTrue(store.write(batch));
        assertTrue(store.flush());
        RocksFigures figures = stores.figures().orElseThrow();
        assertEquals(
                List.of("latest", "history", "changes", "meta"),
                figures.families().stream().map(RocksFigures.OfFamily::name).toList());
        RocksFigures.OfFamily latest = figures.families().getFirst();
        assertEquals(1, latest.keys());
        assertEquals(1, latest.newFiles());
        assertTrue(latest.fileBytes() > 0);
        assertFalse(figures.isWriteStopped());
        assertEquals(0, figures.backgroundErrors());
        assertTrue(told.containsAll(List.of("wrote", "flushed")), told.toString());
        store.close();
        assertEquals(Optional.empty(), stores.figures());
    }

    private final class Told implements StoreListener {

        @Override
        public void wrote(long nanos) {
            told.add("wrote");
        }

        @Override
        public void flushed(long nanos) {
            told.add("flushed");
        }
    }
}
