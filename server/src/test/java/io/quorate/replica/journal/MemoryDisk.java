package io.quorate.replica.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk in memory that can lose power. It knows, for each file, which sectors were written and not
 * forced, and which changes of the directory were not; a power cut keeps of them what it is told
 * to. Every operation that changes something is counted, and the power can go at any of them.
 */
public final class MemoryDisk implements Disk {

    /** What a sector holds: each is after a power cut as it was before a write, or after it. */
    public static final int SECTOR_BYTES = 512;

    /** What a power cut keeps of what was not forced. */
    public enum Kept {
        NOTHING,
        EVERYTHING,
        SOME_SECTORS,
        /** Everything, but of the last write only the beginning. */
        TORN_LAST_WRITE
    }

    /** The power went. */
    public static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Contents {
        byte[] now;
        byte[] durable = new byte[0];
        final BitSet dirty = new BitSet();

        Contents(byte[] now) {
            this.now = now;
        }

        Contents copy() {
            var copy = new Contents(now.clone());
            copy.durable = durable.clone();
            copy.dirty.or(dirty);
            return copy;
        }
    }

    private interface Change {
        void applyTo(Map<String, Contents> names);
    }

    private final SplittableRandom random;
    private TreeMap<String, Contents> names = new TreeMap<>();
    private TreeMap<String, Contents> durableNames = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();

    private Contents lastWritten;
    private byte[] beforeLastWrite;
    private int lastWriteAt;

    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long failForceAt = Long.MAX_VALUE;
    private long failWriteAt = Long.MAX_VALUE;
    private long capacity = Long.MAX_VALUE;
    private int epoch;

    public MemoryDisk(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The same disk once more, as it is now, with nothing on its way to it. */
    public MemoryDisk copy(long seed) {
        var copy = new MemoryDisk(seed);
        names.forEach((name, contents) -> copy.names.put(name, contents.copy()));
        copy.durableNames = new TreeMap<>(copy.names);
        copy.directories.addAll(directories);
        return copy;
    }

    /** How many operations have changed something, or made it durable. */
    public long operations() {
        return operations;
    }

    /** The power goes at the operation of this number, counted from the first. */
    public void cutPowerAt(long operation) {
        cutAt = operation;
    }

    /** The force that is the operation of this number, or the first one after it, fails. */
    public void failForceFrom(long operation) {
        failForceAt = operation;
    }

    public void failWriteFrom(long operation) {
        failWriteAt = operation;
    }

    /** The bytes of all files that there is room for. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    public long bytes() {
        return names.values().stream().mapToLong(contents -> contents.now.length).sum();
    }

    /** Makes of the disk what is found after a power cut. Files that were open are not any more. */
    public void losePower(Kept kept) {
        for (Change change : changes) {
            if (keeps(kept)) change.applyTo(durableNames);
        }
        changes.clear();
        for (Contents contents : durableNames.values()) settle(contents, kept);
        names = new TreeMap<>(durableNames);
        lastWritten = null;
        cutAt = Long.MAX_VALUE;
        epoch++;
    }

    /** The process ends: files are not open any more; what was not forced stays, and stays so. */
    public void endProcess() {
        cutAt = Long.MAX_VALUE;
        failForceAt = Long.MAX_VALUE;
        failWriteAt = Long.MAX_VALUE;
        epoch++;
    }

    private boolean keeps(Kept kept) {
        return switch (kept) {
            case NOTHING -> false;
            case EVERYTHING, TORN_LAST_WRITE -> true;
            case SOME_SECTORS -> random.nextBoolean();
        };
    }

    private void settle(Contents contents, Kept kept) {
        if (contents.durable.length != contents.now.length && keeps(kept)) {
            contents.durable = Arrays.copyOf(contents.durable, contents.now.length);
        }
        if (kept == Kept.TORN_LAST_WRITE && contents == lastWritten) {
            int torn = random.nextInt(beforeLastWrite.length + 1);
            int rest = beforeLastWrite.length - torn;
            System.arraycopy(beforeLastWrite, torn, contents.now, lastWriteAt + torn, rest);
        }
        keepSectors(contents, kept);
        contents.dirty.clear();
        contents.now = contents.durable.clone();
    }

    private void keepSectors(Contents contents, Kept kept) {
        BitSet dirty = contents.dirty;
        for (int s = dirty.nextSetBit(0); s >= 0; s = dirty.nextSetBit(s + 1)) {
            int from = s * SECTOR_BYTES;
            int to = Math.min(from + SECTOR_BYTES, contents.durable.length);
            if (from < to && keeps(kept)) {
                System.arraycopy(contents.now, from, contents.durable, from, to - from);
            }
        }
    }

    private void count() {
        if (++operations == cutAt) throw new PowerCut();
    }

    private void change(Change change) {
        change.applyTo(names);
        changes.add(change);
        count();
    }

    @Override
    public List<Name> list() {
        List<Name> list = new ArrayList<>();
        names.keySet().forEach(name -> list.add(new Name(name, true)));
        directories.forEach(name -> list.add(new Name(name, false)));
        list.sort((a, b) -> a.name().compareTo(b.name()));
        return list;
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        if (names.containsKey(name)) throw new IOException("there is a file " + name);
        if (bytes() + bytes > capacity) throw new DiskFull("no room for " + name, null);
        var contents = new Contents(new byte[(int) bytes]);
        contents.dirty.set(0, sectors(contents));
        change(names -> names.put(name, contents));
        return new File(contents);
    }

    private static int sectors(Contents contents) {
        return (contents.now.length + SECTOR_BYTES - 1) / SECTOR_BYTES;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(contents(name));
    }

    private Contents contents(String name) throws IOException {
        Contents contents = names.get(name);
        if (contents == null) throw new IOException("there is no file " + name);
        return contents;
    }

    @Override
    public void delete(String name) throws IOException {
        contents(name);
        change(names -> names.remove(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Contents contents = contents(from);
        if (names.containsKey(to)) throw new IOException("there is a file " + to);
        change(
                names -> {
                    names.remove(from);
                    names.put(to, contents);
                });
    }

    @Override
    public void forceDirectory() throws IOException {
        count();
        failForce();
        for (Change change : changes) change.applyTo(durableNames);
        changes.clear();
    }

    private void failForce() throws IOException {
        if (operations >= failForceAt) {
            failForceAt = Long.MAX_VALUE;
            throw new IOException("Input/output error");
        }
    }

    @Override
    public long newIdentity() {
        return random.nextLong();
    }

    /** The bytes of a file, to be damaged by a test: what is changed here is durable. */
    public byte[] platter(String name) throws IOException {
        return contents(name).now;
    }

    /** Overwrites bytes of a file behind its owner's back, in the cache and on the platter. */
    public void damage(String name, int offset, byte[] bytes) throws IOException {
        Contents contents = contents(name);
        System.arraycopy(bytes, 0, contents.now, offset, bytes.length);
        int durably = Math.min(bytes.length, contents.durable.length - offset);
        if (durably > 0) System.arraycopy(bytes, 0, contents.durable, offset, durably);
    }

    /** Puts a file there, durably. */
    public void put(String name, byte[] bytes) {
        var contents = new Contents(bytes.clone());
        contents.durable = bytes.clone();
        names.put(name, contents);
        durableNames.put(name, contents);
    }

    /** Takes a file away, durably. */
    public void remove(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    public void makeDirectory(String name) {
        directories.add(name);
    }

    private final class File implements DiskFile {

        private final Contents contents;
        private final int openedIn = epoch;
        private boolean isOpen = true;

        File(Contents contents) {
            this.contents = contents;
        }

        private void mustBeOpen() throws IOException {
            if (!isOpen || openedIn != epoch) throw new IOException("the file is closed");
        }

        @Override
        public long size() throws IOException {
            mustBeOpen();
            return contents.now.length;
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            mustBeOpen();
            if (operations + 1 >= failWriteAt) {
                failWriteAt = Long.MAX_VALUE;
                throw new IOException("Input/output error");
            }
            int at = (int) offset;
            int length = from.remaining();
            if (at + length > contents.now.length) {
                contents.now = Arrays.copyOf(contents.now, at + length);
            }
            lastWritten = contents;
            lastWriteAt = at;
            beforeLastWrite = Arrays.copyOfRange(contents.now, at, at + length);
            from.get(contents.now, at, length);
            if (length > 0) {
                contents.dirty.set(at / SECTOR_BYTES, (at + length - 1) / SECTOR_BYTES + 1);
            }
            count();
        }

        @Override
        public int read(long offset, ByteBuffer into) throws IOException {
            mustBeOpen();
            int length = (int) Math.min(into.remaining(), contents.now.length - offset);
            if (length <= 0) return 0;
            into.put(contents.now, (int) offset, length);
            return length;
        }

        @Override
        public void force() throws IOException {
            mustBeOpen();
            count();
            try {
                failForce();
            } catch (IOException e) {
                // As Linux does it: the pages count as clean, and nobody will write them.
                contents.dirty.clear();
                throw e;
            }
            if (contents.durable.length != contents.now.length) {
                contents.durable = contents.now.clone();
            } else {
                keepSectors(contents, Kept.EVERYTHING);
            }
            contents.dirty.clear();
        }

        @Override
        public void close() {
            isOpen = false;
        }
    }
}
