package io.quorate.replica.journal;

/**
 * Where a run of one group's entries stands: each index from {@code first} to {@code last} occurs
 * exactly once among the group's records of that stretch of the segment.
 */
final class Extent {

    final Segment segment;

    /** Where the batch begins that holds the first record of the stretch. */
    final int batchAt;

    /** Where the stretch begins, and where it ends. */
    final int recordsFrom;

    int recordsTo;

    long first;
    long last;

    Extent(Segment segment, int batchAt, int recordsFrom, int recordsTo, long first, long last) {
        this.segment = segment;
        this.batchAt = batchAt;
        this.recordsFrom = recordsFrom;
        this.recordsTo = recordsTo;
        this.first = first;
        this.last = last;
    }

    /** The same stretch, for some of its indexes. */
    Extent part(long from, long to) {
        return new Extent(segment, batchAt, recordsFrom, recordsTo, from, to);
    }
}
