package io.quorate.replica.history;

/**
 * What the past may take, and what its removal may.
 *
 * @param keep how much of it is kept
 * @param pageRows how many changes one batch removes the ways to: what it takes of the loop at once
 * @param pageNanos how long there is between two batches at least
 * @param stretchRows how many changes are removed as one range: so much is walked again after a
 *     crash, and so much room comes back at once
 */
public record HistoryLimits(HistoryKeep keep, int pageRows, long pageNanos, int stretchRows) {

    /** Some 50,000 changes a second, in batches of a fraction of a millisecond. */
    public static HistoryLimits defaults() {
        return new HistoryLimits(new HistoryKeep.Forever(), 256, 5_000_000, 1 << 14);
    }

    /** The same with another share of the past. */
    public HistoryLimits keeping(HistoryKeep other) {
        return new HistoryLimits(other, pageRows, pageNanos, stretchRows);
    }
}
