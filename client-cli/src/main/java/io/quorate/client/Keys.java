package io.quorate.client;

/** Which keys a part of a transaction, a delete or a watch speaks of. */
public sealed interface Keys {

    /** One key, whether it exists or not. */
    record One(Bytes key) implements Keys {}

    /**
     * The keys of a half-open range.
     *
     * @param start the first key; empty: from the first there is
     * @param end the key that ends it and is not part of it; empty: to the last there is
     */
    record Range(Bytes start, Bytes end) implements Keys {}

    /** One key. */
    static Keys of(Bytes key) {
        return new One(key);
    }

    /** All keys from {@code start} up to and without {@code end}. */
    static Keys between(Bytes start, Bytes end) {
        return new Range(start, end);
    }

    /** All keys that begin with a prefix. */
    static Keys prefix(Bytes prefix) {
        return new Range(prefix, prefix.prefixEnd());
    }
}
