package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Store;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The snapshots that were taken here, each a directory of its own until it is released as often as
 * it was taken: two that hold the same have one name. None outlives the process: who wants one
 * after a restart is given a newer one.
 */
final class Checkpoints {

    private record Checkpoint(String directory, Manifest manifest, int holders) {

        Checkpoint heldBy(int others) {
            return new Checkpoint(directory, manifest, others);
        }
    }

    private final StateDisk disk;
    private final Stores stores;
    private final Map<Bytes, Checkpoint> taken = new TreeMap<>();
    private long lastNumber;

    Checkpoints(StateDisk disk, Stores stores) {
        this.disk = disk;
        this.stores = stores;
    }

    /**
     * Takes a snapshot. What it holds is read from the copy itself, so that it belongs together.
     *
     * @return empty if there is no room, or nothing was applied yet
     */
    Optional<Manifest> take(Store live) throws IOException {
        String name = StateNames.checkpoint(++lastNumber);
        if (!stores.checkpoint(live, name)) {
            disk.deleteDirectory(name);
            return Optional.empty();
        }
        List<SnapshotFile> files = files(disk.directory(name));
        LogId applied;
        long revision;
        try (Store copy = stores.openToRead(name)) {
            var state = new KeyValueMachine(copy, 0);
            applied = state.applied();
            revision = state.revision();
        }
        if (applied.index() == 0) {
            disk.deleteDirectory(name);
            return Optional.empty();
        }
        var manifest = new Manifest(applied, revision, files);
        Bytes id = manifest.id();
        Checkpoint same = taken.get(id);
        if (same != null) disk.deleteDirectory(name);
        taken.put(
                id,
                same == null ? new Checkpoint(name, manifest, 1) : same.heldBy(same.holders() + 1));
        return Optional.of(manifest);
    }

    private static List<SnapshotFile> files(Disk directory) throws IOException {
        List<SnapshotFile> files = new ArrayList<>();
        for (Disk.Name name : directory.list()) {
            if (!name.isFile()) continue;
            try (DiskFile file = directory.open(name.name())) {
                files.add(new SnapshotFile(name.name(), file.size(), FileContent.hash(file)));
            }
        }
        return files;
    }

    /** A stretch of a file; empty if it is not there. */
    Optional<Bytes> read(Bytes snapshot, int file, long offset, int length) throws IOException {
        Checkpoint checkpoint = taken.get(snapshot);
        if (checkpoint == null || file < 0 || file >= checkpoint.manifest().files().size()) {
            return Optional.empty();
        }
        String name = checkpoint.manifest().files().get(file).name();
        ByteBuffer content = ByteBuffer.allocate(length);
        try (DiskFile from = disk.directory(checkpoint.directory()).open(name)) {
            if (from.read(offset, content) < length) return Optional.empty();
        }
        return Optional.of(Bytes.wrap(content.array()));
    }

    void release(Bytes snapshot) throws IOException {
        Checkpoint checkpoint = taken.remove(snapshot);
        if (checkpoint == null) return;
        if (checkpoint.holders() == 1) disk.deleteDirectory(checkpoint.directory());
        else taken.put(snapshot, checkpoint.heldBy(checkpoint.holders() - 1));
    }
}
