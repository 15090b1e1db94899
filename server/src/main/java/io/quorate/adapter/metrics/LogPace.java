package io.quorate.adapter.metrics;

/**
 * When the log was how long, so that a number of entries that somebody lacks can be told as a time
 * and as bytes. It remembers a bounded number of moments: the recent ones closely, and the older
 * they are the fewer. Shared by threads.
 */
final class LogPace {

    /** Moments that are remembered at most. */
    static final int MOMENTS_MAX = 512;

    /** Closer together than this no two moments are taken. */
    static final long APART_NANOS = 50_000_000;

    private final long[] nanos = new long[MOMENTS_MAX];
    private final long[] indexes = new long[MOMENTS_MAX];
    private final long[] bytes = new long[MOMENTS_MAX];
    private int count;
    private long notedNanos;

    /** Whether another moment is to be noted. */
    synchronized boolean isDue(long nowNanos) {
        return count == 0 || nowNanos - notedNanos >= APART_NANOS;
    }

    /**
     * Notes how long the log is.
     *
     * @param lastIndex its last entry
     * @param journalBytes what was written to the journal in all
     */
    synchronized void note(long nowNanos, long lastIndex, long journalBytes) {
        notedNanos = nowNanos;
        while (count > 0 && indexes[count - 1] > lastIndex) count--;
        if (count > 0 && indexes[count - 1] == lastIndex) {
            bytes[count - 1] = Math.max(bytes[count - 1], journalBytes);
            return;
        }
        if (count == MOMENTS_MAX) thinOut(nowNanos);
        nanos[count] = nowNanos;
        indexes[count] = lastIndex;
        bytes[count] = journalBytes;
        count++;
    }

    /** Forgets the moment that is missed least: whose neighbours are closest for their age. */
    private void thinOut(long nowNanos) {
        int least = 1;
        double leastMissed = Double.MAX_VALUE;
        for (int i = 1; i < count - 1; i++) {
            double missed = (double) (nanos[i + 1] - nanos[i - 1]) / (nowNanos - nanos[i]);
            if (missed >= leastMissed) continue;
            least = i;
            leastMissed = missed;
        }
        count--;
        System.arraycopy(nanos, least + 1, nanos, least, count - least);
        System.arraycopy(indexes, least + 1, indexes, least, count - least);
        System.arraycopy(bytes, least + 1, bytes, least, count - least);
    }

    /** For how long the first entry behind an index has been in the log; 0 if there is none. */
    synchronized double secondsSince(long index, long nowNanos) {
        int first = firstBehind(index);
        return first == count ? 0 : Math.max(0, nowNanos - nanos[first]) / 1e9;
    }

    /** About what was written to the journal behind an index; 0 if nothing was. */
    synchronized long bytesSince(long index) {
        int first = firstBehind(index);
        return first == count ? 0 : bytes[count - 1] - bytes[Math.max(0, first - 1)];
    }

    private int firstBehind(long index) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (indexes[middle] > index) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
