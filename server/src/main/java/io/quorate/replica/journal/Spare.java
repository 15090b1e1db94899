package io.quorate.replica.journal;

/** A file that is ready to become the next segment: all zero, allocated, and durable. */
public final class Spare {

    final String name;
    final DiskFile file;
    final int bytes;

    Spare(String name, DiskFile file, int bytes) {
        this.name = name;
        this.file = file;
        this.bytes = bytes;
    }
}
