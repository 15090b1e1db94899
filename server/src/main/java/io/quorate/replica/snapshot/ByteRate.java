package io.quorate.replica.snapshot;

/**
 * So many bytes a second, kept over a tenth of a second: what was not used by then is gone, so that
 * a pause is not followed by a storm. What is spent at once may be more than is left; the next
 * waits until that is earned. Owned by one loop.
 */
public final class ByteRate {

    private final long bytesPerSecond;
    private final long leftMax;
    private long left;
    private long refilledNanos;

    /**
     * A rate of which nothing was used yet.
     *
     * @param leastBytes what may always be spent at once when nothing was for long
     */
    public ByteRate(long bytesPerSecond, long leastBytes) {
        this.bytesPerSecond = bytesPerSecond;
        this.leftMax = Math.max(leastBytes, bytesPerSecond / 10);
        this.left = leastBytes;
    }

    /** Begins to earn: what lies before this counts for nothing. */
    public void begin(long nowNanos) {
        refilledNanos = nowNanos;
    }

    /** Earns what the time since the last time allows. */
    public void refill(long nowNanos) {
        double earned = (nowNanos - refilledNanos) / 1e9 * bytesPerSecond;
        if (earned < 1) return;
        refilledNanos = nowNanos;
        left = (long) Math.min(left + earned, leftMax);
    }

    /** Whether nothing may be spent now. */
    public boolean isSpent() {
        return left <= 0;
    }

    /** Spends so many bytes. */
    public void spend(long bytes) {
        left -= bytes;
    }
}
