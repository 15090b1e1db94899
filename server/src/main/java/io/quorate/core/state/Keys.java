package io.quorate.core.state;

import io.quorate.core.Bytes;

/** Which keys an operation speaks of. */
public sealed interface Keys {

    /** The keyspace that they are in. */
    int keyspace();

    /** One key, whether it exists or not. */
    record One(int keyspace, Bytes key) implements Keys {}

    /**
     * The live keys of a half-open range.
     *
     * @param start the first key; empty for the keyspace's first
     * @param endOrEmpty the key behind the range; empty for none
     */
    record Range(int keyspace, Bytes start, Bytes endOrEmpty) implements Keys {

        boolean contains(Bytes key) {
            return start.compareTo(key) <= 0
                    && (endOrEmpty.isEmpty() || key.compareTo(endOrEmpty) < 0);
        }
    }
}
