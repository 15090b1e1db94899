package io.quorate.adapter.grpc;

/** What a node's disk holds. Safe to ask from any thread, and quick. */
public interface StorageFigures {

    /** The first index that the journal holds. */
    long journalFirstIndex();

    /** Bytes of the journal's files. */
    long journalBytes();

    /** About how long the journal takes these days to make a batch durable, in microseconds. */
    long journalSyncMicros();

    /** Bytes of the store's files. */
    long storeBytes();
}
