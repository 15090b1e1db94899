package io.quorate.boot;

import io.quorate.core.Bytes;
import io.quorate.replica.snapshot.ContentHash;
import io.quorate.replica.snapshot.MalformedManifest;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotFile;
import io.quorate.replica.snapshot.StateShelf;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A snapshot that {@code kvctl snapshot save} wrote to a file: magic {@code QUORATES} (8), version
 * (4), length of the manifest (4), the manifest, its SHA-256 (32), and then the files that it
 * lists, in their order. Read once, from its beginning to its end.
 */
final class SavedState implements AutoCloseable {

    /** The file is no sound snapshot, or not there; the message is one line for the operator. */
    static final class NotSound extends IOException {

        private static final long serialVersionUID = 1L;

        private NotSound(Path file, String why) {
            super("the snapshot " + file + " cannot be restored: " + why);
        }
    }

    private static final byte[] MAGIC = "QUORATES".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    /** More than the largest manifest has. */
    private static final int MANIFEST_BYTES_MAX = 8 << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final DataInputStream in;
    private final Manifest manifest;

    private SavedState(Path file, DataInputStream in, Manifest manifest) {
        this.file = file;
        this.in = in;
        this.manifest = manifest;
    }

    /**
     * Opens a file, and checks what stands before the state's own files.
     *
     * @throws NotSound if it is no snapshot, or damaged
     */
    static SavedState open(Path file) throws IOException {
        DataInputStream in;
        try {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        } catch (NoSuchFileException missing) {
            throw new NotSound(file, "there is no such file");
        }
        try {
            return new SavedState(file, in, manifest(file, in));
        } catch (EOFException cut) {
            in.close();
            throw new NotSound(file, "it is cut short");
        } catch (IOException refused) {
            in.close();
            throw refused;
        }
    }

    private static Manifest manifest(Path file, DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new NotSound(file, "this is no snapshot");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new NotSound(file, "it is of version " + version + ", and this reads " + VERSION);
        }
        int length = in.readInt();
        if (length < 0 || length > MANIFEST_BYTES_MAX) {
            throw new NotSound(file, "its manifest has " + length + " bytes");
        }
        Bytes encoded = Bytes.wrap(in.readNBytes(length));
        Bytes hash = Bytes.wrap(in.readNBytes(ContentHash.BYTES));
        var digest = new ContentHash();
        digest.add(encoded);
        if (!digest.take().equals(hash)) throw new NotSound(file, "its manifest is damaged");
        try {
            return Manifest.decode(encoded);
        } catch (MalformedManifest malformed) {
            throw new NotSound(file, malformed.getMessage());
        }
    }

    /** What it holds. */
    Manifest manifest() {
        return manifest;
    }

    /**
     * Makes of all of it the live state of a shelf, each byte checked.
     *
     * @throws NotSound if something is damaged or missing; the live state is as before
     */
    void putOn(StateShelf shelf) throws IOException {
        Bytes name = manifest.id();
        shelf.begin(manifest);
        for (int i = 0; i < manifest.files().size(); i++) {
            SnapshotFile next = manifest.files().get(i);
            if (!copy(shelf, name, i, next)) {
                throw new NotSound(file, "its file " + next.name() + " is damaged");
            }
        }
        if (in.read() >= 0) throw new NotSound(file, "there is something behind its end");
        Optional<String> why = shelf.finish(name);
        if (why.isPresent()) throw new NotSound(file, why.get());
        shelf.install(name);
        shelf.retire();
    }

    private boolean copy(StateShelf shelf, Bytes name, int index, SnapshotFile next)
            throws IOException {
        for (long at = 0; at < next.bytes(); at += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES, next.bytes() - at);
            byte[] chunk = in.readNBytes(length);
            if (chunk.length < length) throw new NotSound(file, "it is cut short");
            if (shelf.write(name, index, at, Bytes.wrap(chunk)) != at + length) return false;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
