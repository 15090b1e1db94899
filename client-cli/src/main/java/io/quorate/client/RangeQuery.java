package io.quorate.client;

/**
 * Which keys a range holds, in ascending byte order.
 *
 * @param start the first key; empty: from the first there is
 * @param end the key that ends it and is not part of it; empty: to the last there is
 * @param limit how many keys at most; 0: no limit
 * @param content what is answered of each key
 */
public record RangeQuery(Bytes start, Bytes end, long limit, Content content) {

    /** What is answered of each key. */
    public enum Content {
        /** Key, value and revisions. */
        KEYS_AND_VALUES,
        /** The same, with an empty value. */
        KEYS
    }

    public RangeQuery {
        if (limit < 0) throw new IllegalArgumentException("a limit is not negative: " + limit);
    }

    /** All keys from {@code start} up to and without {@code end}. */
    public static RangeQuery between(Bytes start, Bytes end) {
        return new RangeQuery(start, end, 0, Content.KEYS_AND_VALUES);
    }

    /** All keys that begin with a prefix. */
    public static RangeQuery prefix(Bytes prefix) {
        return between(prefix, prefix.prefixEnd());
    }

    /** The same with another limit. */
    public RangeQuery limitedTo(long keys) {
        return new RangeQuery(start, end, keys, content);
    }

    /** The same without the values, which stay at the server. */
    public RangeQuery keysOnly() {
        return new RangeQuery(start, end, limit, Content.KEYS);
    }
}
