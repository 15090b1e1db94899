package io.quorate.deploy;

/**
 * When writes were acknowledged, by whomever, and the longest time in which none was. Thread-safe.
 */
public final class Gaps {

    private long lastNanos = System.nanoTime();
    private long longestNanos;
    private long writes;

    /** How it was since somebody asked last. */
    public record Window(long writes, double longestMillis) {}

    /** A write is acknowledged now. */
    synchronized void acknowledged() {
        look();
        lastNanos = System.nanoTime();
        writes++;
    }

    /**
     * What was seen since this was asked last; a gap that lasts on counts as far as it has come.
     */
    public synchronized Window take() {
        look();
        var window = new Window(writes, longestNanos / 1e6);
        longestNanos = 0;
        writes = 0;
        return window;
    }

    private void look() {
        longestNanos = Math.max(longestNanos, System.nanoTime() - lastNanos);
    }
}
