package io.quorate.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A transaction: if every compare holds, the operations of {@code success} are done, else those of
 * {@code failure}; all of them, in order, each seeing those before it, as one change of one
 * revision. A list holds at most {@link Limits#TXN_LIST_MAX}. No key is put twice, nor put and
 * deleted.
 */
public record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure) {

    /** Copies the lists. */
    public Txn {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** What a transaction can do. */
    public sealed interface Operation {}

    /**
     * Stores a value.
     *
     * @param lease the key goes when this ends; 0: none
     * @param ttl the key goes when this is over, unless it is put again; zero: never
     * @param previous whether the result is to have what the key was before
     */
    public record Put(Bytes key, Bytes value, long lease, Duration ttl, Previous previous)
            implements Operation {

        /** One without a time to live. */
        public Put(Bytes key, Bytes value, long lease, Previous previous) {
            this(key, value, lease, Duration.ZERO, previous);
        }
    }

    /**
     * Removes the keys that exist.
     *
     * @param previous whether the result is to have what they were before
     */
    public record Delete(Keys keys, Previous previous) implements Operation {}

    /**
     * Reads.
     *
     * @param limit how many keys at most; 0: no limit
     * @param order in which order the keys come; what is sorted counts for the 2 MiB that a
     *     transaction may hold
     * @param revisions which of the keys count
     */
    public record Read(
            Keys keys,
            long limit,
            RangeQuery.Content content,
            RangeQuery.Order order,
            RangeQuery.Revisions revisions)
            implements Operation {

        /** All keys, in the order of their bytes. */
        public Read(Keys keys, long limit, RangeQuery.Content content) {
            this(keys, limit, content, RangeQuery.Order.BY_KEY, RangeQuery.Revisions.ALL);
        }
    }

    /** Does a transaction as part of another; at most four deep in all. */
    public record Nested(Txn txn) implements Operation {}

    /** Whether a change's result has what it superseded. */
    public enum Previous {
        /** It does not. */
        LEFT_OUT,
        /** It does. */
        WANTED
    }

    /** Stores a value. */
    public static Put put(Bytes key, Bytes value) {
        return put(key, value, 0);
    }

    /** Stores a value under a key that is removed when a lease ends. */
    public static Put put(Bytes key, Bytes value, long lease) {
        return new Put(key, value, lease, Previous.LEFT_OUT);
    }

    /** Stores a value under a key that is removed when a time is over, unless it is put again. */
    public static Put put(Bytes key, Bytes value, Duration ttl) {
        return new Put(key, value, 0, ttl, Previous.LEFT_OUT);
    }

    /** Removes keys. */
    public static Delete delete(Keys keys) {
        return new Delete(keys, Previous.LEFT_OUT);
    }

    /** Reads keys and values. */
    public static Read read(Keys keys) {
        return new Read(keys, 0, RangeQuery.Content.KEYS_AND_VALUES);
    }

    /** Reads a range. */
    public static Read read(RangeQuery query) {
        return new Read(
                Keys.between(query.start(), query.end()),
                query.limit(),
                query.content(),
                query.order(),
                query.revisions());
    }

    /** A transaction with these compares, and nothing done yet. */
    public static Txn when(Compare... compares) {
        return new Txn(List.of(compares), List.of(), List.of());
    }

    /** A transaction that stores all of these at one revision. */
    public static Txn putAll(Map<Bytes, Bytes> values) {
        List<Operation> puts = new ArrayList<>();
        values.forEach((key, value) -> puts.add(put(key, value)));
        return new Txn(List.of(), puts, List.of());
    }

    /** The same, with this done if all compares hold. */
    public Txn then(Operation... operations) {
        return new Txn(compares, List.of(operations), failure);
    }

    /** The same, with this done if one does not. */
    public Txn otherwise(Operation... operations) {
        return new Txn(compares, success, List.of(operations));
    }
}
