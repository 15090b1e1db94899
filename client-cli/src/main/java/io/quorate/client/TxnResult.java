package io.quorate.client;

import java.util.List;
import java.util.Optional;

/**
 * A transaction is done.
 *
 * @param header its revision is the one that the transaction made, or found if it changed nothing
 * @param branch what was done
 */
public record TxnResult(Header header, Branch branch) implements Answer {

    /** Whether all compares held. */
    public boolean succeeded() {
        return branch.succeeded();
    }

    /** One result for each operation of the list that was done. */
    public List<Each> results() {
        return branch.results();
    }

    /**
     * The list that was done.
     *
     * @param succeeded whether all compares held, so that it was {@link Txn#success}
     */
    public record Branch(boolean succeeded, List<Each> results) implements Each {}

    /** What one operation did. */
    public sealed interface Each {}

    /**
     * A value is stored.
     *
     * @param previous what the key was before, if that was wanted and it existed
     */
    public record Put(Optional<KeyValue> previous) implements Each {}

    /**
     * Keys are gone.
     *
     * @param count how many
     * @param previous what they were before, ascending, if that was wanted
     */
    public record Deleted(long count, List<KeyValue> previous) implements Each {}

    /**
     * Keys were read, ascending.
     *
     * @param more whether the limit left keys out
     */
    public record Read(List<KeyValue> kvs, boolean more) implements Each {}
}
