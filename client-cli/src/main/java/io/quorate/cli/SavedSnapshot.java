package io.quorate.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A snapshot in a file: magic {@code QUORATES} (8), version (4), length of the manifest (4), the
 * manifest, its SHA-256 (32), and then the files that it lists, in their order. Numbers are
 * big-endian; {@code docs/snapshots.md} has the manifest's bytes.
 *
 * @param term of the last entry that the state has applied
 * @param index of that entry
 * @param revision of the state
 */
record SavedSnapshot(long term, long index, long revision, List<SavedFile> files) {

    /** One of its files. */
    record SavedFile(String name, long bytes, byte[] hash) {}

    /** The file is no sound snapshot; the message says why. */
    static final class NotSound extends IOException {

        private static final long serialVersionUID = 1L;

        NotSound(String why) {
            super(why);
        }
    }

    private static final byte[] MAGIC = "QUORATES".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int MANIFEST_MAGIC = 0x51534E50;
    private static final int MANIFEST_BYTES_MAX = 8 << 20;
    private static final int HASH_BYTES = 32;
    private static final int BUFFER_BYTES = 1 << 20;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    long bytes() {
        return files.stream().mapToLong(SavedFile::bytes).sum();
    }

    /** What a manifest says. */
    static SavedSnapshot of(byte[] manifest) throws NotSound {
        ByteBuffer from = ByteBuffer.wrap(manifest);
        try {
            if (from.getInt() != MANIFEST_MAGIC) throw new NotSound("its manifest is none");
            int version = from.getInt();
            if (version != VERSION) throw new NotSound("its manifest is of version " + version);
            long term = from.getLong();
            long index = from.getLong();
            long revision = from.getLong();
            List<SavedFile> files = new ArrayList<>();
            for (int left = from.getInt(); left > 0; left--) {
                byte[] name = new byte[from.getShort()];
                from.get(name);
                long bytes = from.getLong();
                byte[] hash = new byte[HASH_BYTES];
                from.get(hash);
                if (bytes < 0) throw new NotSound("its manifest has a file of " + bytes + " bytes");
                files.add(new SavedFile(new String(name, StandardCharsets.US_ASCII), bytes, hash));
            }
            if (from.hasRemaining()) throw new NotSound("its manifest is too long");
            return new SavedSnapshot(term, index, revision, List.copyOf(files));
        } catch (BufferUnderflowException | NegativeArraySizeException cut) {
            throw new NotSound("its manifest is cut short");
        }
    }

    /** Writes what stands before the files. */
    static void writeHead(OutputStream out, byte[] manifest) throws IOException {
        var to = new DataOutputStream(out);
        to.write(MAGIC);
        to.writeInt(VERSION);
        to.writeInt(manifest.length);
        to.write(manifest);
        to.write(sha256().digest(manifest));
        to.flush();
    }

    /**
     * Reads and checks all of it.
     *
     * @throws NotSound if it is not what was saved
     */
    static SavedSnapshot check(InputStream in) throws IOException {
        var from = new DataInputStream(in);
        try {
            if (!Arrays.equals(from.readNBytes(MAGIC.length), MAGIC)) {
                throw new NotSound("this is no snapshot");
            }
            int version = from.readInt();
            if (version != VERSION) throw new NotSound("it is of version " + version);
            int length = from.readInt();
            if (length < 0 || length > MANIFEST_BYTES_MAX) {
                throw new NotSound("a manifest of " + length + " bytes");
            }
            byte[] manifest = from.readNBytes(length);
            byte[] hash = from.readNBytes(HASH_BYTES);
            if (!Arrays.equals(sha256().digest(manifest), hash)) {
                throw new NotSound("its manifest is damaged");
            }
            SavedSnapshot snapshot = of(manifest);
            for (SavedFile file : snapshot.files()) check(from, file);
            if (from.read() >= 0) throw new NotSound("there is something behind its end");
            return snapshot;
        } catch (EOFException cut) {
            throw new NotSound("it is cut short");
        }
    }

    private static void check(DataInputStream from, SavedFile file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (long left = file.bytes(); left > 0; ) {
            int read = from.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) throw new EOFException();
            digest.update(buffer, 0, read);
            left -= read;
        }
        if (!Arrays.equals(digest.digest(), file.hash())) {
            throw new NotSound("its file " + file.name() + " is damaged");
        }
    }
}
