package io.quorate.client;

/**
 * Which keys a range holds, and in which order.
 *
 * @param start the first key; empty: from the first there is
 * @param end the key that ends it and is not part of it; empty: to the last there is
 * @param limit how many keys at most; 0: no limit
 * @param content what is answered of each key
 * @param order in which order the keys come; in any but that of their bytes the server looks at all
 *     of them before the first, and refuses what takes it more than 16 MiB with {@code TOO_LARGE}
 * @param revisions which of the keys count
 */
public record RangeQuery(
        Bytes start, Bytes end, long limit, Content content, Order order, Revisions revisions) {

    /** What is answered of each key. */
    public enum Content {
        /** Key, value and revisions. */
        KEYS_AND_VALUES,
        /** The same, with an empty value. */
        KEYS
    }

    /** By what keys are sorted. */
    public enum SortBy {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        /** As unsigned bytes. */
        VALUE
    }

    /** Which way. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /** An order of keys; those that are equal in it come in the order of their bytes. */
    public record Order(SortBy by, Direction direction) {

        /** Ascending, by the keys' bytes. */
        public static final Order BY_KEY = new Order(SortBy.KEY, Direction.ASCENDING);
    }

    /**
     * Bounds on the revisions of keys, inclusive.
     *
     * @param minMod of the last change
     * @param maxMod of the last change; 0: no bound
     * @param minCreate of when the key was last created
     * @param maxCreate of when the key was last created; 0: no bound
     */
    public record Revisions(long minMod, long maxMod, long minCreate, long maxCreate) {

        /** Every key. */
        public static final Revisions ALL = new Revisions(0, 0, 0, 0);

        public Revisions {
            if (minMod < 0 || maxMod < 0 || minCreate < 0 || maxCreate < 0) {
                throw new IllegalArgumentException("a revision is not negative");
            }
        }
    }

    public RangeQuery {
        if (limit < 0) throw new IllegalArgumentException("a limit is not negative: " + limit);
    }

    /** All keys from {@code start} up to and without {@code end}. */
    public static RangeQuery between(Bytes start, Bytes end) {
        return new RangeQuery(start, end, 0, Content.KEYS_AND_VALUES, Order.BY_KEY, Revisions.ALL);
    }

    /** All keys that begin with a prefix. */
    public static RangeQuery prefix(Bytes prefix) {
        return between(prefix, prefix.prefixEnd());
    }

    /** The same with another limit. */
    public RangeQuery limitedTo(long keys) {
        return new RangeQuery(start, end, keys, content, order, revisions);
    }

    /** The same without the values, which stay at the server. */
    public RangeQuery keysOnly() {
        return new RangeQuery(start, end, limit, Content.KEYS, order, revisions);
    }

    /** The same in another order; the limit takes the first keys of that. */
    public RangeQuery sortedBy(SortBy by, Direction direction) {
        return new RangeQuery(start, end, limit, content, new Order(by, direction), revisions);
    }

    /** The same from the last key to the first. */
    public RangeQuery reversed() {
        return sortedBy(SortBy.KEY, Direction.DESCENDING);
    }

    /** The same, of which only those keys count whose revisions are within bounds. */
    public RangeQuery within(Revisions bounds) {
        return new RangeQuery(start, end, limit, content, order, bounds);
    }
}
