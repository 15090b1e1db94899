package io.quorate.replica.journal;

/** A segment file that is open. Owned by the journal. */
final class Segment {

    final long number;
    final String name;
    final DiskFile file;
    final int bytes;

    /** Where the next batch goes. */
    int end = Layout.SEGMENT_HEADER_BYTES;

    /** How many extents of the groups' indexes lie in it: with none, nothing in it is needed. */
    int extents;

    Segment(long number, String name, DiskFile file, int bytes) {
        this.number = number;
        this.name = name;
        this.file = file;
        this.bytes = bytes;
    }
}
