package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A snapshot that comes, in a directory of its own. A file has the hash that it must have for its
 * name, and {@code .part} behind it until all of it is here, checked and durable. So what came
 * before a restart, or for another snapshot, counts if it is wanted; and nothing else does.
 */
final class Incoming {

    private static final String PART = ".part";

    private final Disk directory;
    private final Manifest manifest;
    private final Map<String, DiskFile> parts = new TreeMap<>();

    /** Deletes what is there and not wanted. */
    Incoming(Disk directory, Manifest manifest) throws IOException {
        this.directory = directory;
        this.manifest = manifest;
        Map<String, Long> wanted = new TreeMap<>();
        for (SnapshotFile file : manifest.files()) wanted.put(name(file), file.bytes());
        for (Disk.Name found : directory.list()) {
            if (!isWanted(found.name(), wanted)) directory.delete(found.name());
        }
        for (SnapshotFile file : manifest.files()) {
            if (file.bytes() == 0) complete(file);
        }
    }

    private boolean isWanted(String found, Map<String, Long> wanted) throws IOException {
        if (!found.endsWith(PART)) return wanted.containsKey(found);
        Long bytes = wanted.get(found.substring(0, found.length() - PART.length()));
        if (bytes == null) return false;
        try (DiskFile part = directory.open(found)) {
            return part.size() < bytes;
        }
    }

    private static String name(SnapshotFile file) {
        return ContentHash.hex(file.hash());
    }

    Manifest manifest() {
        return manifest;
    }

    /** Of each file the bytes that are here. */
    List<Long> held() throws IOException {
        List<Long> held = new ArrayList<>();
        for (SnapshotFile file : manifest.files()) held.add(held(file));
        return held;
    }

    private long held(SnapshotFile file) throws IOException {
        if (FileContent.isThere(directory, name(file))) return file.bytes();
        String part = name(file) + PART;
        return parts.containsKey(part) || FileContent.isThere(directory, part)
                ? part(file).size()
                : 0;
    }

    private DiskFile part(SnapshotFile file) throws IOException {
        String name = name(file) + PART;
        DiskFile open = parts.get(name);
        if (open != null) return open;
        boolean isThere = FileContent.isThere(directory, name);
        DiskFile part = isThere ? directory.open(name) : directory.create(name, 0);
        parts.put(name, part);
        return part;
    }

    /**
     * Writes the next bytes of a file; others change nothing.
     *
     * @return the bytes of the file that are here now: 0 if it was complete, and damaged
     */
    long write(int index, long offset, Bytes content) throws IOException {
        SnapshotFile file = manifest.files().get(index);
        if (!parts.containsKey(name(file) + PART) && held(file) == file.bytes()) {
            return file.bytes();
        }
        DiskFile part = part(file);
        long size = part.size();
        if (offset != size || offset + content.size() > file.bytes()) return size;
        part.write(offset, ByteBuffer.wrap(content.array(), content.arrayOffset(), content.size()));
        long held = offset + content.size();
        return held < file.bytes() || complete(file) ? held : 0;
    }

    /** The file gets its name if it is what it should be, and else is deleted. */
    private boolean complete(SnapshotFile file) throws IOException {
        if (FileContent.isThere(directory, name(file))) return true;
        String name = name(file) + PART;
        try (DiskFile part = part(file)) {
            parts.remove(name);
            if (!FileContent.hash(part).equals(file.hash())) {
                directory.delete(name);
                return false;
            }
            part.force();
        }
        directory.rename(name, name(file));
        return true;
    }

    /** Whether all files are here. */
    boolean isComplete() throws IOException {
        for (SnapshotFile file : manifest.files()) {
            if (!FileContent.isThere(directory, name(file))) return false;
        }
        return true;
    }

    /** Gives the files the names that the database knows them by, durably. */
    void assemble() throws IOException {
        List<SnapshotFile> files = manifest.files();
        for (int i = 0; i < files.size(); i++) {
            SnapshotFile file = files.get(i);
            boolean isNeededAgain =
                    files.subList(i + 1, files.size()).stream()
                            .anyMatch(later -> later.hash().equals(file.hash()));
            if (isNeededAgain) {
                FileContent.copy(directory, name(file), file.name());
            } else {
                directory.rename(name(file), file.name());
            }
        }
        directory.forceDirectory();
    }

    void close() throws IOException {
        for (DiskFile part : parts.values()) part.close();
        parts.clear();
    }
}
