package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a snapshot is made of. Who takes part is a part of the state itself, so it is not said here.
 *
 * @param applied the last entry that the state has applied
 * @param revision the revision of the state
 * @param files its files, each name once
 */
public record Manifest(LogId applied, long revision, List<SnapshotFile> files) {

    /** The most files: a database of some terabytes. */
    public static final int FILES_MAX = 16_384;

    /** "QSNP" and the version. */
    private static final int MAGIC = 0x51534E50;

    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 2 * Integer.BYTES + 3 * Long.BYTES + Integer.BYTES;
    private static final int FILE_BYTES = Short.BYTES + Long.BYTES + ContentHash.BYTES;

    /**
     * @throws IllegalArgumentException if it is of no entry, of no or too many files, or if two of
     *     them have one name
     */
    public Manifest {
        files = List.copyOf(files);
        if (applied.index() <= 0 || applied.term() <= 0 || revision < 0) {
            throw new IllegalArgumentException("a snapshot of " + applied + " at " + revision);
        }
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new IllegalArgumentException("a snapshot of " + files.size() + " files");
        }
        if (files.stream().map(SnapshotFile::name).distinct().count() < files.size()) {
            throw new IllegalArgumentException("a snapshot with two files of one name");
        }
    }

    /** How many bytes its files have. */
    public long bytes() {
        return files.stream().mapToLong(SnapshotFile::bytes).sum();
    }

    /**
     * The name of the snapshot: the hash of its {@link #encode encoded} form, which holds the hash
     * of each file, and so of all that it is.
     */
    public Bytes id() {
        return ContentHash.of(encode());
    }

    /**
     * Its bytes, as they are sent, hashed and stored: magic (4), version (4), term (8), index (8),
     * revision (8), number of files (4); then of each file the length of the name (2), the name,
     * bytes (8) and hash (32). Numbers are big-endian.
     */
    public Bytes encode() {
        int length = HEAD_BYTES;
        for (SnapshotFile file : files) length += FILE_BYTES + file.name().length();
        ByteBuffer to = ByteBuffer.allocate(length);
        to.putInt(MAGIC).putInt(VERSION);
        to.putLong(applied.term()).putLong(applied.index()).putLong(revision);
        to.putInt(files.size());
        for (SnapshotFile file : files) {
            to.putShort((short) file.name().length());
            to.put(file.name().getBytes(StandardCharsets.US_ASCII));
            to.putLong(file.bytes());
            file.hash().writeTo(to);
        }
        return Bytes.wrap(to.array());
    }

    /** The manifest of these bytes, which have no others behind them. */
    public static Manifest decode(Bytes bytes) throws MalformedManifest {
        ByteBuffer from = ByteBuffer.wrap(bytes.toArray());
        try {
            if (from.getInt() != MAGIC) throw new MalformedManifest("not a snapshot's manifest");
            int version = from.getInt();
            if (version != VERSION) throw new MalformedManifest("of version " + version);
            var applied = new LogId(from.getLong(), from.getLong());
            long revision = from.getLong();
            int count = from.getInt();
            if (count < 0 || count > FILES_MAX) throw new MalformedManifest(count + " files");
            List<SnapshotFile> files = new ArrayList<>();
            for (int i = 0; i < count; i++) files.add(file(from));
            if (from.hasRemaining()) {
                throw new MalformedManifest(from.remaining() + " bytes behind its end");
            }
            return new Manifest(applied, revision, files);
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw new MalformedManifest(String.valueOf(broken.getMessage()));
        }
    }

    private static SnapshotFile file(ByteBuffer from) throws MalformedManifest {
        int length = from.getShort();
        if (length < 0 || length > SnapshotFile.NAME_CHARACTERS_MAX) {
            throw new MalformedManifest("a name of " + length + " characters");
        }
        byte[] name = new byte[length];
        from.get(name);
        long bytes = from.getLong();
        byte[] hash = new byte[ContentHash.BYTES];
        from.get(hash);
        return new SnapshotFile(
                new String(name, StandardCharsets.US_ASCII), bytes, Bytes.wrap(hash));
    }
}
