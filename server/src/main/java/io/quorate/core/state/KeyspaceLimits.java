package io.quorate.core.state;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a keyspace may hold. Rows of the state, so they are held where commands are applied, the
 * same on every replica. What is there already stays when a limit is lowered: only what would make
 * it more is refused.
 *
 * @param keysMax live keys at most; 0: any number
 * @param bytesMax bytes of live keys and their values at most; 0: any number
 * @param valueBytesMax bytes of one value at most; 0: {@link Limits#VALUE_BYTES_MAX}
 */
public record KeyspaceLimits(long keysMax, long bytesMax, long valueBytesMax) {

    /** None but those that every keyspace has. */
    public static final KeyspaceLimits NONE = new KeyspaceLimits(0, 0, 0);

    /** New limits, of which those that are empty stay as they are. */
    public record Alteration(
            OptionalLong keysMax, OptionalLong bytesMax, OptionalLong valueBytesMax) {

        /** Why a keyspace cannot be given these limits; empty if it can. */
        Optional<String> whyInvalid() {
            if (keysMax.isEmpty() && bytesMax.isEmpty() && valueBytesMax.isEmpty()) {
                return Optional.of("no limit is named that the keyspace is to be given");
            }
            return NONE.altered(this).whyInvalid();
        }
    }

    KeyspaceLimits altered(Alteration by) {
        return new KeyspaceLimits(
                by.keysMax().orElse(keysMax),
                by.bytesMax().orElse(bytesMax),
                by.valueBytesMax().orElse(valueBytesMax));
    }

    /** Why a keyspace cannot have these limits; empty if it can. */
    Optional<String> whyInvalid() {
        if (keysMax < 0 || bytesMax < 0) return Optional.of("a keyspace's limit is over 2^63");
        if (valueBytesMax < 0 || valueBytesMax > Limits.VALUE_BYTES_MAX) {
            return Optional.of(
                    "a keyspace's values are limited to "
                            + Limits.VALUE_BYTES_MAX
                            + " bytes or less");
        }
        return Optional.empty();
    }

    /** Whether a value of this size is too large. */
    boolean isTooLarge(int valueBytes) {
        return valueBytesMax > 0 && valueBytes > valueBytesMax;
    }

    /** Whether they limit how much there may be in all. */
    boolean areOfUsage() {
        return keysMax > 0 || bytesMax > 0;
    }

    /** Whether what a keyspace would hold is too much: more than before, and than it may. */
    boolean isOver(Usage before, Usage after) {
        return isOver(keysMax, before.keys(), after.keys())
                || isOver(bytesMax, before.bytes(), after.bytes());
    }

    private static boolean isOver(long max, long before, long after) {
        return max > 0 && after > max && after > before;
    }
}
