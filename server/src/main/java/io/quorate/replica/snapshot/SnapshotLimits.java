package io.quorate.replica.snapshot;

import java.util.concurrent.TimeUnit;

/**
 * What snapshots take at most.
 *
 * @param chunkBytes bytes of one chunk: a few of them must not hold up a heartbeat
 * @param windowChunks chunks that a receiver has asked for or is writing: with the bytes of each
 *     they bound its memory, and the sender's
 * @param bytesPerSecond what a member sends of snapshots, to all receivers together
 * @param offerNanos a receiver that was silent for so long is offered the snapshot again
 * @param requestNanos a chunk that did not come for so long is asked for again
 * @param stallNanos a receiver whose sender was silent for so long takes another offer
 * @param silenceNanos a side that heard nothing for so long gives up; what is on the disk stays
 * @param keepNanos how long a snapshot that nobody wants any more is kept for the next who does
 * @param damagesMax files of one snapshot that may arrive damaged before it is given up
 */
public record SnapshotLimits(
        int chunkBytes,
        int windowChunks,
        long bytesPerSecond,
        long offerNanos,
        long requestNanos,
        long stallNanos,
        long silenceNanos,
        long keepNanos,
        int damagesMax) {

    /** Chunks of 256 KiB, four at a time, 64 MiB a second. */
    public static SnapshotLimits defaults() {
        return new SnapshotLimits(
                256 << 10,
                4,
                64L << 20,
                TimeUnit.MILLISECONDS.toNanos(500),
                TimeUnit.SECONDS.toNanos(1),
                TimeUnit.SECONDS.toNanos(2),
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(60),
                3);
    }

    /** The same at another rate. */
    public SnapshotLimits withBytesPerSecond(long bytes) {
        return new SnapshotLimits(
                chunkBytes,
                windowChunks,
                bytes,
                offerNanos,
                requestNanos,
                stallNanos,
                silenceNanos,
                keepNanos,
                damagesMax);
    }
}
