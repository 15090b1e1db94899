package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.replica.journal.MemoryDisk.Kept;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;

class MemoryDiskTest extends DiskContract {

    private final MemoryDisk disk = new MemoryDisk(1);

    {
        disk.capacity(1L << 30);
    }

    @Override
    protected Disk disk() {
        return disk;
    }

    @Override
    protected Disk reopened() {
        return disk;
    }

    @Override
    protected void makeDirectory(String name) {
        disk.makeDirectory(name);
    }

    @Test
    void aPowerCutTakesWhatWasNotForced() throws IOException {
        DiskFile file = disk.create("a", 1024);
        file.force();
        disk.forceDirectory();
        file.write(0, ByteBuffer.wrap(new byte[] {1}));
        disk.create("b", 10);
        disk.losePower(Kept.NOTHING);
        assertEquals(List.of(new Disk.Name("a", true)), disk.list());
        assertEquals(0, disk.platter("a")[0]);
        assertThrows(IOException.class, file::force);
    }

    @Test
    void aPowerCutKeepsSectorsInAnyOrder() throws IOException {
        var outcomes = new TreeSet<String>();
        for (int seed = 0; seed < 200; seed++) {
            var drawn = new MemoryDisk(seed);
            DiskFile file = drawn.create("a", 3 * MemoryDisk.SECTOR_BYTES);
            file.force();
            drawn.forceDirectory();
            byte[] ones = new byte[3 * MemoryDisk.SECTOR_BYTES];
            java.util.Arrays.fill(ones, (byte) 1);
            file.write(0, ByteBuffer.wrap(ones));
            drawn.losePower(Kept.SOME_SECTORS);
            byte[] found = drawn.platter("a");
            outcomes.add("" + found[0] + found[512] + found[1024]);
        }
        assertEquals(8, outcomes.size(), outcomes::toString);
    }
}
