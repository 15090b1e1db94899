package io.quorate.adapter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskContract;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FileDiskTest extends DiskContract {

    @TempDir Path parent;

    private Path directory() {
        return parent.resolve("data").resolve("journal");
    }

    @Override
    protected Disk disk() throws IOException {
        return FileDisk.open(directory());
    }

    @Override
    protected Disk reopened() throws IOException {
        return FileDisk.open(directory());
    }

    @Override
    protected void makeDirectory(String name) throws IOException {
        Files.createDirectory(directory().resolve(name));
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Files.writeString(parent.resolve("file"), "x");
        assertThrows(IOException.class, () -> FileDisk.open(parent.resolve("file")));
    }

    @Test
    void aLinkIsNoFile() throws IOException {
        Disk disk = disk();
        disk.create("a", 10).close();
        Files.createSymbolicLink(directory().resolve("b"), directory().resolve("a"));
        assertEquals(List.of(new Disk.Name("a", true), new Disk.Name("b", false)), disk.list());
        assertThrows(IOException.class, () -> disk.open("b"));
    }

    @Test
    void aDirectoryInPlaceOfASegmentIsDamage() throws Exception {
        var limits = new JournalLimits(16 << 10, 2 << 10);
        Disk disk = disk();
        Journal.open(disk, limits).close();
        String segment = disk.list().getFirst().name();
        disk.delete(segment);
        makeDirectory(segment);
        JournalDamaged damaged =
                assertThrows(JournalDamaged.class, () -> Journal.open(disk, limits));
        assertTrue(damaged.getMessage().contains(segment), "" + damaged);
    }
}
