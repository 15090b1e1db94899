package io.quorate.replica;

import io.quorate.core.engine.Event;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.snapshot.SnapshotEvent;

/** Whoever watches a replica for logs and metrics. Called on the loop: it must be quick. */
public interface Observer {

    /** The engine has something to say. */
    void event(Event event);

    /** A snapshot was taken, sent, or put in place. */
    default void snapshot(SnapshotEvent event) {}

    /** States were compared, or read through, and something follows. */
    default void digest(DigestEvent event) {}

    /** A batch was applied. */
    void applied(int entries, long appliedIndex);

    /** The store refused a batch for now; it will be offered again. */
    void storeStalled();

    /** Proposals were refused, or nobody knows any more what becomes of them. */
    void failed(Failure failure, int requests);

    /** Reads that had to wait ended without an answer. */
    default void readsFailed(Failure failure, int reads) {}
}
