package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.MemoryStore;
import io.quorate.core.state.Store;
import io.quorate.core.state.StoreBatch;
import io.quorate.core.state.StoreCursor;
import io.quorate.core.state.StoreView;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;
import io.quorate.replica.journal.DiskFull;
import io.quorate.replica.journal.MemoryDisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * States in memory: the twin of the directories and databases on a real disk, for tests and the
 * simulator. Each directory is a disk of its own, which can lose power, and they do so together. A
 * database's rows are in memory, and its files hold what a checkpoint put there.
 */
public final class MemoryStates implements StateDisk, Stores {

    private static final Bytes AFTER_ALL = Bytes.wrap(filled(64));

    private final SplittableRandom random;
    private final MemoryDisk root;
    private final Map<String, MemoryDisk> directories = new TreeMap<>();
    private final Map<String, MemoryDisk> deletions = new TreeMap<>();
    private final Map<String, MemoryStore> stores = new TreeMap<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private boolean isFull;

    public MemoryStates(long seed) {
        random = new SplittableRandom(seed);
        root = new MemoryDisk(random.nextLong());
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFF);
        return bytes;
    }

    /** How many operations have changed something, or made it durable. */
    public long operations() {
        return operations;
    }

    /** The power goes right after the operation of this number, counted from the first. */
    public void cutPowerAt(long operation) {
        cutAt = operation;
    }

    /** There is no room for anything from here on, or there is again. */
    public void fill(boolean full) {
        isFull = full;
    }

    /** Makes of all directories what is found after a power cut. */
    public void losePower(MemoryDisk.Kept kept) {
        cutAt = Long.MAX_VALUE;
        root.losePower(kept);
        for (Map.Entry<String, MemoryDisk> deletion : deletions.entrySet()) {
            boolean isBack =
                    switch (kept) {
                        case NOTHING -> true;
                        case EVERYTHING -> false;
                        case SOME_SECTORS, TORN_LAST_WRITE -> random.nextBoolean();
                    };
            if (isBack) directories.putIfAbsent(deletion.getKey(), deletion.getValue());
        }
        deletions.clear();
        stores.keySet().removeIf(name -> !directories.containsKey(name));
        Map<String, Map<String, Bytes>> before = files();
        directories.values().forEach(disk -> disk.losePower(kept));
        Map<String, Map<String, Bytes>> after = files();
        // A database whose files are not what they were is what is left of them.
        stores.keySet().removeIf(name -> !before.get(name).equals(after.get(name)));
        stores.values().forEach(MemoryStore::crash);
    }

    private Map<String, Map<String, Bytes>> files() {
        Map<String, Map<String, Bytes>> all = new TreeMap<>();
        for (Map.Entry<String, MemoryDisk> directory : directories.entrySet()) {
            Map<String, Bytes> files = new TreeMap<>();
            for (Disk.Name name : directory.getValue().list()) {
                try {
                    byte[] content = directory.getValue().platter(name.name()).clone();
                    files.put(name.name(), Bytes.wrap(content));
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
            }
            all.put(directory.getKey(), files);
        }
        return all;
    }

    /** The bytes of a file, to be damaged by a test. */
    public byte[] platter(String directory, String file) throws IOException {
        return directories.get(directory).platter(file);
    }

    /** The names of the directories there are. */
    public List<String> directories() {
        return List.copyOf(directories.keySet());
    }

    /** The database in a directory, to be stalled by a test. */
    public MemoryStore store(String directory) {
        return stores.get(directory);
    }

    private void count() {
        if (++operations == cutAt) throw new MemoryDisk.PowerCut();
    }

    @Override
    public Disk root() {
        return new Counted(root, true);
    }

    @Override
    public Disk directory(String name) {
        if (!directories.containsKey(name)) {
            directories.put(name, new MemoryDisk(random.nextLong()));
            count();
        }
        return new Counted(directories.get(name), false);
    }

    @Override
    public void deleteDirectory(String name) {
        MemoryDisk gone = directories.remove(name);
        if (gone == null) return;
        deletions.put(name, gone);
        stores.remove(name);
        count();
    }

    @Override
    public Store open(String directory) throws IOException {
        MemoryStore there = stores.get(directory);
        MemoryStore open = there == null ? read(directory(directory)) : there.reopened();
        stores.put(directory, open);
        return open;
    }

    @Override
    public Store openToRead(String directory) throws IOException {
        return read(directory(directory));
    }

    private static MemoryStore read(Disk directory) throws IOException {
        var store = new MemoryStore();
        StoreBatch batch = store.batch();
        for (Disk.Name name : directory.list()) {
            try (DiskFile file = directory.open(name.name())) {
                ByteBuffer rows = ByteBuffer.allocate((int) file.size());
                file.read(0, rows);
                rows.flip();
                Family family = Family.values()[rows.getInt()];
                while (rows.hasRemaining()) batch.put(family, bytes(rows), bytes(rows));
            }
        }
        store.write(batch);
        store.flush();
        return store;
    }

    private static Bytes bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return Bytes.wrap(bytes);
    }

    @Override
    public boolean checkpoint(Store store, String directory) throws IOException {
        if (isFull) return false;
        store.flush();
        Disk copy = directory(directory);
        try (StoreView view = store.view()) {
            for (Family family : Family.values()) {
                List<Bytes> parts = new ArrayList<>();
                try (StoreCursor rows = view.cursor(family, Bytes.EMPTY, AFTER_ALL)) {
                    for (; rows.isValid(); rows.next()) {
                        parts.add(rows.key());
                        parts.add(rows.value());
                    }
                }
                int length = parts.stream().mapToInt(part -> 4 + part.size()).sum();
                ByteBuffer rows = ByteBuffer.allocate(4 + length).putInt(family.ordinal());
                for (Bytes part : parts) part.writeTo(rows.putInt(part.size()));
                try (DiskFile file = copy.create(family.name(), 0)) {
                    file.write(0, rows.flip());
                }
            }
        }
        return true;
    }

    @Override
    public Optional<String> whyDamaged(Store store) {
        return Optional.empty();
    }

    /** A disk whose operations are counted with those of all others here. */
    private final class Counted implements Disk {

        private final MemoryDisk disk;
        private final boolean isRoot;

        Counted(MemoryDisk disk, boolean isRoot) {
            this.disk = disk;
            this.isRoot = isRoot;
        }

        @Override
        public List<Name> list() {
            List<Name> names = new ArrayList<>(disk.list());
            if (isRoot) directories.keySet().forEach(name -> names.add(new Name(name, false)));
            names.sort((a, b) -> a.name().compareTo(b.name()));
            return names;
        }

        @Override
        public DiskFile create(String name, long bytes) throws IOException {
            if (isFull) throw new DiskFull("no room for " + name, null);
            DiskFile file = disk.create(name, bytes);
            count();
            return new CountedFile(file);
        }

        @Override
        public DiskFile open(String name) throws IOException {
            return new CountedFile(disk.open(name));
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
            count();
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
            count();
        }

        @Override
        public void forceDirectory() throws IOException {
            disk.forceDirectory();
            if (isRoot) deletions.clear();
            count();
        }

        @Override
        public long newIdentity() {
            return disk.newIdentity();
        }
    }

    private final class CountedFile implements DiskFile {

        private final DiskFile file;

        CountedFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            if (isFull) throw new DiskFull("no room", null);
            file.write(offset, from);
            count();
        }

        @Override
        public int read(long offset, ByteBuffer into) throws IOException {
            return file.read(offset, into);
        }

        @Override
        public void force() throws IOException {
            file.force();
            count();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
