package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Files of a directory, read through. */
final class FileContent {

    private static final int BUFFER_BYTES = 1 << 20;

    private FileContent() {}

    /** Whether a file of this name is there. */
    static boolean isThere(Disk disk, String name) throws IOException {
        return disk.list().stream().anyMatch(found -> found.isFile() && found.name().equals(name));
    }

    /** The hash of a file's content. */
    static Bytes hash(DiskFile file) throws IOException {
        var hash = new ContentHash();
        ByteBuffer buffer = bufferFor(file);
        long at = 0;
        while (file.read(at, buffer.clear()) > 0) {
            at += buffer.position();
            hash.add(buffer.flip());
        }
        return hash.take();
    }

    /** Gives a content a second name. */
    static void copy(Disk disk, String from, String to) throws IOException {
        try (DiskFile source = disk.open(from);
                DiskFile copy = disk.create(to, 0)) {
            ByteBuffer buffer = bufferFor(source);
            long at = 0;
            while (source.read(at, buffer.clear()) > 0) {
                int read = buffer.position();
                copy.write(at, buffer.flip());
                at += read;
            }
            copy.force();
        }
    }

    /** Room for all of a small file, else for much of it; never none, or nothing were read. */
    private static ByteBuffer bufferFor(DiskFile file) throws IOException {
        return ByteBuffer.allocate((int) Math.clamp(file.size(), 1, BUFFER_BYTES));
    }
}
