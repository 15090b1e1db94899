package io.quorate.client;

import java.util.OptionalLong;

/**
 * What a keyspace may hold. A limit that is empty is none, of a new keyspace, or stays as it is; 0
 * lifts one.
 *
 * @param keysMax live keys
 * @param bytesMax bytes of live keys and their values
 * @param valueBytesMax bytes of one value; at most {@link Limits#VALUE_BYTES_MAX}
 */
public record KeyspaceLimits(
        OptionalLong keysMax, OptionalLong bytesMax, OptionalLong valueBytesMax) {

    /** Names no limit. */
    public static final KeyspaceLimits NONE =
            new KeyspaceLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** Refuses a limit below 0. */
    public KeyspaceLimits {
        check(keysMax);
        check(bytesMax);
        check(valueBytesMax);
    }

    private static void check(OptionalLong limit) {
        if (limit.orElse(0) < 0) throw KvException.invalid("a limit is 0 or more");
    }

    /** The same with a limit of live keys. */
    public KeyspaceLimits withKeysMax(long keys) {
        return new KeyspaceLimits(OptionalLong.of(keys), bytesMax, valueBytesMax);
    }

    /** The same with a limit of bytes of live keys and their values. */
    public KeyspaceLimits withBytesMax(long bytes) {
        return new KeyspaceLimits(keysMax, OptionalLong.of(bytes), valueBytesMax);
    }

    /** The same with a limit of bytes of one value. */
    public KeyspaceLimits withValueBytesMax(long bytes) {
        return new KeyspaceLimits(keysMax, bytesMax, OptionalLong.of(bytes));
    }
}
