package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What the journal counts on in a disk, real or in memory. */
public abstract class DiskContract {

    /** An empty disk. */
    protected abstract Disk disk() throws IOException;

    /** The same disk, as another process finds it. */
    protected abstract Disk reopened() throws IOException;

    /** Puts a directory there. */
    protected abstract void makeDirectory(String name) throws IOException;

    @Test
    public void aNewFileIsZeroAndAsLongAsWasAsked() throws IOException {
        try (DiskFile file = disk().create("a", 10_000)) {
            assertEquals(10_000, file.size());
            assertArrayEquals(new byte[10_000], read(file, 0, 10_000));
        }
    }

    @Test
    public void whatWasWrittenIsReadBackAlsoByAnotherProcess() throws IOException {
        try (DiskFile file = disk().create("a", 100)) {
            file.write(7, buffer("seven"));
            file.force();
            assertArrayEquals("seven".getBytes(UTF_8), read(file, 7, 5));
        }
        try (DiskFile file = reopened().open("a")) {
            assertEquals(100, file.size());
            assertArrayEquals("seven".getBytes(UTF_8), read(file, 7, 5));
            assertArrayEquals(new byte[7], read(file, 0, 7));
        }
    }

    @Test
    public void aWriteTakesTheBufferFromItsPositionToItsLimit() throws IOException {
        try (DiskFile file = disk().create("a", 100)) {
            ByteBuffer buffer = buffer("0123456789").position(2).limit(5);
            file.write(0, buffer);
            assertEquals(0, buffer.remaining());
            assertArrayEquals("234\0".getBytes(UTF_8), read(file, 0, 4));
        }
    }

    @Test
    public void aReadEndsWithTheFile() throws IOException {
        try (DiskFile file = disk().create("a", 10)) {
            assertEquals(4, file.read(6, ByteBuffer.allocate(20)));
            assertEquals(0, file.read(10, ByteBuffer.allocate(20)));
            assertEquals(0, file.read(15, ByteBuffer.allocate(20)));
        }
    }

    @Test
    public void aNameIsCreatedOnce() throws IOException {
        Disk disk = disk();
        disk.create("a", 10).close();
        assertThrows(IOException.class, () -> disk.create("a", 10));
        assertEquals(names("a"), disk.list());
    }

    @Test
    public void listsInTheOrderOfNamesAndTellsFilesFromOthers() throws IOException {
        Disk disk = disk();
        disk.create("b", 1).close();
        disk.create("a", 1).close();
        makeDirectory("aa");
        assertEquals(
                List.of(
                        new Disk.Name("a", true),
                        new Disk.Name("aa", false),
                        new Disk.Name("b", true)),
                disk.list());
    }

    @Test
    public void aRenamedFileIsTheSameFile() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.create("a", 10)) {
            disk.rename("a", "b");
            disk.forceDirectory();
            file.write(0, buffer("x"));
            file.force();
        }
        assertEquals(names("b"), reopened().list());
        try (DiskFile file = reopened().open("b")) {
            assertArrayEquals("x".getBytes(UTF_8), read(file, 0, 1));
        }
    }

    @Test
    public void aRenameReplacesNothing() throws IOException {
        Disk disk = disk();
        disk.create("a", 10).close();
        disk.create("b", 20).close();
        assertThrows(IOException.class, () -> disk.rename("a", "b"));
        assertEquals(names("a", "b"), disk.list());
        try (DiskFile file = disk.open("b")) {
            assertEquals(20, file.size());
        }
    }

    @Test
    public void whatIsNotThereIsNeitherOpenedNorDeletedNorRenamed() throws IOException {
        Disk disk = disk();
        assertThrows(IOException.class, () -> disk.open("a"));
        assertThrows(IOException.class, () -> disk.delete("a"));
        assertThrows(IOException.class, () -> disk.rename("a", "b"));
        assertEquals(List.of(), disk.list());
    }

    @Test
    public void aDeletedFileIsGone() throws IOException {
        Disk disk = disk();
        disk.create("a", 10).close();
        disk.delete("a");
        disk.forceDirectory();
        assertEquals(List.of(), reopened().list());
    }

    @Test
    public void aClosedFileIsNotUsed() throws IOException {
        DiskFile file = disk().create("a", 10);
        file.close();
        assertThrows(IOException.class, () -> file.write(0, buffer("x")));
        assertThrows(IOException.class, file::force);
        assertThrows(IOException.class, () -> file.read(0, ByteBuffer.allocate(1)));
    }

    /** More than any disk has. */
    @Test
    public void aFileThatHasNoRoomIsRefusedAsSuch() throws IOException {
        Disk disk = disk();
        assertThrows(DiskFull.class, () -> disk.create("a", 1L << 60));
    }

    /** The journal itself is part of the contract: it rolls, reopens and gives up segments. */
    @Test
    public void carriesAJournal() throws Exception {
        var limits = new JournalLimits(16 << 10, 2 << 10);
        var workload = new JournalWorkload(5, 200);
        try (Journal journal = Journal.open(disk(), limits)) {
            for (int i = 0; i < 200; i++) JournalWorkload.take(journal, workload.step(i));
        }
        try (Journal journal = Journal.open(reopened(), limits)) {
            for (var group : JournalWorkload.GROUPS) {
                JournalModel model = workload.after(200);
                var expected = model.recovered(group, model.released(group));
                var found = journal.recovered(group, expected.base());
                assertEquals(expected.promise(), found.promise());
                assertEquals(expected.tail(), found.tail());
            }
        }
    }

    private static List<Disk.Name> names(String... names) {
        return List.of(names).stream().map(name -> new Disk.Name(name, true)).toList();
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static byte[] read(DiskFile file, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        assertEquals(length, file.read(offset, buffer));
        return buffer.array();
    }
}
