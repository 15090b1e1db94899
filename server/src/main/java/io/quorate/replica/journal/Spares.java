package io.quorate.replica.journal;

import java.io.IOException;

/** Prepares segments. Immutable: it may be used on another thread than the journal's. */
public final class Spares {

    private final Disk disk;
    private final int segmentBytes;
    private final String name;

    Spares(Disk disk, int segmentBytes, String name) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.name = name;
    }

    /**
     * Makes a file of zeros durable. If that fails, what was made is deleted again, and it may be
     * tried again: it is then another file.
     *
     * @throws DiskFull if there is no room for it
     */
    public Spare prepare() throws IOException {
        try {
            DiskFile file = disk.create(name, segmentBytes);
            try {
                file.force();
                return new Spare(name, file, segmentBytes);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            discard(e);
            throw e;
        }
    }

    private void discard(IOException because) {
        try {
            disk.delete(name);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
