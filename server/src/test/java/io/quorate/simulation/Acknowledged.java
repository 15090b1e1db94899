package io.quorate.simulation;

import java.util.Map;
import java.util.TreeMap;

/** The highest revision that callers knew of at each moment. */
final class Acknowledged {

    private final TreeMap<Long, Long> highestFrom = new TreeMap<>();

    /** The highest revision that any answer has shown. */
    long highest() {
        return highestFrom.isEmpty() ? 0 : highestFrom.lastEntry().getValue();
    }

    /** An answer has shown a revision. */
    void shown(long nowNanos, long revision) {
        if (revision > highest()) highestFrom.put(nowNanos, revision);
    }

    /** The highest that any answer had shown before a moment. */
    long highestBefore(long nanos) {
        Map.Entry<Long, Long> last = highestFrom.lowerEntry(nanos);
        return last == null ? 0 : last.getValue();
    }
}
