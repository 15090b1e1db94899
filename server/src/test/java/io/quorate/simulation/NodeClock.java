package io.quorate.simulation;

/**
 * A node's monotonic clock: it starts anywhere, runs at a rate of its own, may jump forward and
 * never goes back.
 */
final class NodeClock {

    private long global;
    private long local;
    private double rate = 1;

    NodeClock(long startsAt) {
        local = startsAt;
    }

    /** What the clock shows at a moment of the run. */
    long at(long globalNanos) {
        return local + (long) ((globalNanos - global) * rate);
    }

    /** How much of the run's time a stretch of this clock's time is. */
    long globalNanos(long localNanos) {
        return (long) (localNanos / rate);
    }

    /** Runs at another rate from a moment on. */
    void rate(long globalNanos, double next) {
        settle(globalNanos);
        rate = next;
    }

    /** Jumps forward. */
    void jump(long globalNanos, long byNanos) {
        settle(globalNanos);
        local += byNanos;
    }

    private void settle(long globalNanos) {
        local = at(globalNanos);
        global = globalNanos;
    }
}
