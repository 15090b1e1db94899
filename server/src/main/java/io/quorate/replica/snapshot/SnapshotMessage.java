package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.engine.PeerMessage;

import java.util.zip.CRC32C;

/**
 * What the two sides of a snapshot say to each other, under any engine. The receiver asks for what
 * it lacks; so a lost message, a restart or another sender costs what was on its way and no more.
 */
public sealed interface SnapshotMessage extends PeerMessage {

    /** What a message takes beside its content, in bytes: an upper estimate. */
    int OVERHEAD_BYTES = 96;

    @Override
    default int bytes() {
        return OVERHEAD_BYTES;
    }

    /**
     * My state is not what it should be: send me yours.
     *
     * @param behindIndex it has to end behind this entry
     */
    record Needed(long behindIndex) implements SnapshotMessage {}

    /** I have this snapshot for you. Said again while nothing is heard. */
    record Offer(Manifest manifest) implements SnapshotMessage {
        @Override
        public int bytes() {
            return OVERHEAD_BYTES * (1 + manifest.files().size());
        }
    }

    /** I heard of your snapshot and am busy: with it, or with another. */
    record Underway(Bytes snapshot) implements SnapshotMessage {}

    /**
     * Send me this.
     *
     * @param file its place among the manifest's files
     */
    record Want(Bytes snapshot, int file, long offset, int length) implements SnapshotMessage {}

    /**
     * What was asked for.
     *
     * @param crc of the content: CRC-32C
     */
    record Chunk(Bytes snapshot, int file, long offset, int crc, Bytes content)
            implements SnapshotMessage {

        static Chunk of(Bytes snapshot, int file, long offset, Bytes content) {
            return new Chunk(snapshot, file, offset, crc(content), content);
        }

        boolean isSound() {
            return crc(content) == crc;
        }

        private static int crc(Bytes content) {
            var crc = new CRC32C();
            crc.update(content.array(), content.arrayOffset(), content.size());
            return (int) crc.getValue();
        }

        @Override
        public int bytes() {
            return OVERHEAD_BYTES + content.size();
        }
    }

    /** What became of a snapshot. */
    enum Outcome {
        /** The receiver's state holds all that is in it, durably: this way or another. */
        HELD,
        /** It could not be taken: it is damaged, or there is no room for it. */
        FAILED
    }

    /** I am done with this snapshot. */
    record Ended(Bytes snapshot, Outcome outcome) implements SnapshotMessage {}
}
