package io.quorate.replica.journal;

/**
 * Sizes of a journal.
 *
 * @param segmentBytes of one segment file; it is allocated in full before it is used. Other sizes
 *     of segments that exist already are read all the same
 * @param batchBytesMax of one batch, which is one append and one force: it bounds the buffer, and
 *     how long a force can take. No record may be larger
 */
public record JournalLimits(int segmentBytes, int batchBytesMax) {

    public JournalLimits {
        if (batchBytesMax < 256 || segmentBytes < 4L * batchBytesMax) {
            throw new IllegalArgumentException(
                    "a segment holds at least four batches, a batch at least 256 bytes: "
                            + segmentBytes
                            + ", "
                            + batchBytesMax);
        }
    }

    /**
     * Segments of 64 MiB: a roll every few seconds under full load. Batches of 8 MiB: the largest
     * command and a follower's whole window of appends fit.
     */
    public static JournalLimits defaults() {
        return new JournalLimits(64 << 20, 8 << 20);
    }

    /**
     * What the end of each segment keeps for the journal's own records, in bytes: with it old
     * segments can be given up while the disk is too full for a new one.
     */
    int reserveBytes() {
        return Math.min(64 << 10, segmentBytes / 8);
    }
}
