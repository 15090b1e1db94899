package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The metrics of digests: what is recorded once a comparison or scrub. Safe to share between
 * threads. The two alarms are gauges: 1 as long as somebody has to look.
 */
public final class DigestMetrics {

    /** No comparison, or no scrub, yet. */
    private static final long NEVER = Long.MIN_VALUE;

    private final RepairMetrics repairs;
    private final AtomicInteger unsound;
    private final AtomicInteger divided;
    private final AtomicLong comparedNanos;
    private final AtomicLong scrubbedNanos;
    private final Counter mismatches;
    private final Counter scrubs;
    private final Counter scrubbedBytes;
    private final Counter rotten;

    DigestMetrics(Meters meters, RepairMetrics repairs) {
        this.repairs = repairs;
        unsound = alarm(meters, "quorate.state.unsound", "1 while this node's state is not shown");
        divided =
                alarm(meters, "quorate.states.divided", "1 while states differ, none a majority's");
        comparedNanos =
                age(meters, "quorate.digest.age", "Since the members' states were compared");
        scrubbedNanos = age(meters, "quorate.scrub.age", "Since all of the store was read through");
        mismatches = meters.counter("quorate.digest.mismatches", "Comparisons that differed");
        scrubs = meters.counter("quorate.scrub.runs", "How often all of the store was read");
        scrubbedBytes = meters.counter("quorate.scrub.bytes", "Read of the store by scrubs");
        rotten = meters.counter("quorate.scrub.mismatches", "Scrubs that found other rows");
    }

    private static AtomicInteger alarm(Meters meters, String name, String help) {
        var value = new AtomicInteger();
        meters.gauge(name, help, value::get);
        return value;
    }

    private static AtomicLong age(Meters meters, String name, String help) {
        var since = new AtomicLong(NEVER);
        meters.gauge(name + ".seconds", help, () -> secondsSince(since));
        return since;
    }

    private static double secondsSince(AtomicLong nanos) {
        long at = nanos.get();
        return at == NEVER ? Double.NaN : (System.nanoTime() - at) / 1e9;
    }

    /** States were compared, and nobody differs. */
    public void alike() {
        comparedNanos.set(System.nanoTime());
        divided.set(0);
    }

    /** States were compared, and some differ from a majority, or are damaged. */
    public void differ() {
        alike();
        mismatches.increment();
    }

    /** States were compared, and nobody can tell which is right. */
    public void divided() {
        differ();
        divided.set(1);
    }

    /** This node's state is not to be shown. */
    public void condemned() {
        unsound.set(1);
        repairs.condemned();
    }

    /** It was replaced by a sound one. */
    public void replaced() {
        unsound.set(0);
        repairs.replaced();
    }

    /** All of the store was read, and is what was written. */
    public void scrubbed(long bytes) {
        scrubs.increment();
        scrubbedBytes.increment(bytes);
        scrubbedNanos.set(System.nanoTime());
    }

    /** All of the store was read, and is not what was written. */
    public void foundRotten(long bytes) {
        scrubbed(bytes);
        rotten.increment();
    }
}
