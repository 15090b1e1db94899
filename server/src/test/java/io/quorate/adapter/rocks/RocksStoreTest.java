package io.quorate.adapter.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.Rows;
import io.quorate.core.state.Store;
import io.quorate.core.state.StoreBatch;
import io.quorate.core.state.StoreContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The store on RocksDB keeps the contract, and says clearly why it cannot be opened. */
class RocksStoreTest extends StoreContract {

    @TempDir Path directory;

    @Override
    protected Store open() {
        try {
            return RocksStore.open(directory);
        } catch (CannotOpen failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Nothing is flushed by closing, so this is what a crash leaves. */
    @Override
    protected Store crash(Store crashed) {
        crashed.close();
        return open();
    }

    @Override
    protected void stall(Store stalled) {
        RocksStalls.stall((RocksStore) stalled);
    }

    @Override
    protected void unstall(Store stalled) {
        RocksStalls.unstall((RocksStore) stalled);
    }

    @Test
    void saysThatAnotherHasItOpen() {
        assertEquals(CannotOpen.Reason.LOCKED, whyNot());
    }

    @Test
    void saysThatItIsNewer() {
        StoreBatch batch = store.batch();
        batch.put(Family.META, Rows.FORMAT_KEY, Rows.format(Rows.FORMAT + 1));
        store.write(batch);
        store.flush();
        store.close();
        assertEquals(CannotOpen.Reason.NEWER, whyNot());
    }

    @Test
    void saysThatItIsCorruptWithoutItsCurrentFile() throws IOException {
        store.close();
        Files.delete(directory.resolve("CURRENT"));
        assertEquals(CannotOpen.Reason.CORRUPT, whyNot());
    }

    @Test
    void saysThatItIsCorruptWithoutOneOfItsTables() throws IOException {
        put(Family.LATEST, "a", "1");
        store.flush();
        store.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
                Files.delete(file);
            }
        }
        assertEquals(CannotOpen.Reason.CORRUPT, whyNot());
    }

    @Test
    void saysThatItIsNoDirectory() throws IOException {
        store.close();
        Path file = Files.write(directory.resolve("file"), Bytes.utf8("x").toArray());
        directory = file;
        assertEquals(CannotOpen.Reason.NOT_ACCESSIBLE, whyNot());
    }

    private CannotOpen.Reason whyNot() {
        return assertThrows(CannotOpen.class, () -> RocksStore.open(directory)).reason();
    }
}
