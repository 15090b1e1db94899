package io.quorate.cli.bench;

import org.HdrHistogram.Histogram;

import java.util.SortedMap;

/**
 * What a load measured.
 *
 * @param nanos how long it was measured
 * @param latencies of the requests that succeeded, in nanoseconds
 * @param errors how many failed, by kind
 */
public record Report(long nanos, Histogram latencies, SortedMap<String, Long> errors) {

    /** Requests that succeeded, a second. */
    public double throughput() {
        return nanos == 0 ? 0 : latencies.getTotalCount() * 1e9 / nanos;
    }

    /** A latency in milliseconds that so many percent of the requests did not exceed. */
    public double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** How many requests failed. */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
