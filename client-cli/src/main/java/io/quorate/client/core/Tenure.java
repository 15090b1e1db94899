package io.quorate.client.core;

/**
 * A client's place in the cluster's table, and what it does to keep it: it says that it is there,
 * some times while the cluster keeps it, and goes on until it is told that it is not known.
 *
 * @param client its id
 * @param ttlNanos how long the cluster keeps it from when it was heard of last
 */
public record Tenure(long client, long ttlNanos) {

    /** How often it is heard of while the cluster keeps it. */
    private static final int HEARD_OF_TIMES = 3;

    /** How long after the last time it says again that it is there. */
    public long pauseNanos() {
        return ttlNanos / HEARD_OF_TIMES;
    }

    /** How long it tries to say so before it begins anew. */
    public long patienceNanos() {
        return ttlNanos / HEARD_OF_TIMES;
    }

    /** Whether a failure to say so means that the place is lost. */
    public static boolean isOver(Reason why) {
        return why == Reason.CLIENT_UNKNOWN;
    }
}
