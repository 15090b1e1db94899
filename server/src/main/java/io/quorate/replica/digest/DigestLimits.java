package io.quorate.replica.digest;

/**
 * How often states are looked at.
 *
 * @param periodNanos from one comparison of all members' digests to the next
 * @param scrubBytesPerSecond what a scrub reads of the store; 0: nothing is scrubbed
 * @param scrubPauseNanos from the end of one scrub to the beginning of the next
 */
public record DigestLimits(long periodNanos, long scrubBytesPerSecond, long scrubPauseNanos) {

    /** Nobody looks. */
    public static final DigestLimits NEVER = new DigestLimits(Long.MAX_VALUE, 0, 0);

    private static final long SECOND = 1_000_000_000L;

    /** A comparison each 2 s, and a scrub 10 minutes after the last. */
    public static DigestLimits defaults(long scrubBytesPerSecond) {
        return new DigestLimits(2 * SECOND, scrubBytesPerSecond, 600 * SECOND);
    }
}
