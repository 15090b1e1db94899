package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * The leases of a run: which of them callers hear of, to put keys under, and until when those who
 * were answered may count on theirs. That is from the moment at which they asked on, for as long as
 * they were told, by the fastest clock that a node may have.
 */
final class Leases implements TrueLeases.Listener {

    /** So many of those that were granted last are spoken of: some of them have ended. */
    private static final int SPOKEN_OF_MAX = 4;

    /** Ids that are asked for begin here, far above the indexes of entries. */
    private static final long UNUSED_MIN = 1L << 40;

    private final Scheduler scheduler;
    private final LongUnaryOperator asked;
    private final Recording recording;
    private final Counts counts;
    private final double fastest;
    private final ArrayDeque<Long> spokenOf = new ArrayDeque<>();
    private final Map<Long, Long> promisedUntil = new TreeMap<>();
    private long lastUnused = UNUSED_MIN;

    /**
     * @param asked when the caller of an operation began to ask
     * @param recording is told what leases take with them
     * @param fastest rate of any clock; infinite where clocks jump, and nobody can count on
     *     anything
     */
    Leases(
            Scheduler scheduler,
            LongUnaryOperator asked,
            Recording recording,
            Counts counts,
            double fastest) {
        this.scheduler = scheduler;
        this.asked = asked;
        this.recording = recording;
        this.counts = counts;
        this.fastest = fastest;
    }

    /** An id that no lease had. */
    long unused() {
        return ++lastUnused;
    }

    /** A lease is there for others to use. */
    void granted(long lease) {
        if (spokenOf.contains(lease)) return;
        spokenOf.add(lease);
        if (spokenOf.size() > SPOKEN_OF_MAX) spokenOf.poll();
    }

    /** One that was granted not long ago; 0 if none was. */
    long any(SplittableRandom random) {
        if (spokenOf.isEmpty()) return 0;
        return new ArrayList<>(spokenOf).get(random.nextInt(spokenOf.size()));
    }

    /** Somebody was answered that a lease lasts so long from when he asked. */
    void answered(long lease, long askedNanos, long leftNanos) {
        promisedUntil.merge(lease, askedNanos + (long) (leftNanos / fastest), Math::max);
    }

    @Override
    public void made(long lease, long operation, long ttlNanos) {
        counts.saw(Situation.KEY_PUT_FOR_A_TIME);
        answered(lease, asked.applyAsLong(operation), ttlNanos);
    }

    @Override
    public void ended(long lease, TrueLeases.Taken taken) {
        counts.saw(Situation.LEASE_ENDED);
        long until = promisedUntil.getOrDefault(lease, 0L);
        InvariantViolation.require(
                scheduler.nowNanos() >= until,
                "lease %d has ended %d ns before its time",
                lease,
                until - scheduler.nowNanos());
        took(taken);
    }

    @Override
    public void revoked(TrueLeases.Taken taken) {
        counts.saw(Situation.LEASE_REVOKED);
        took(taken);
    }

    private void took(TrueLeases.Taken taken) {
        if (taken.ofOthers() > 0) counts.saw(Situation.LEASE_TOOK_A_TENANTS_KEY);
        if (taken.ofGone() > 0) counts.saw(Situation.LEASE_OUTLIVED_A_KEYSPACE);
        List<Bytes> keys = taken.keys();
        if (keys.isEmpty()) return;
        if (keys.size() > 1) counts.saw(Situation.LEASE_TOOK_SEVERAL_KEYS);
        recording.leaseTook(keys, taken.revision());
    }

    @Override
    public void outlivedALeader() {
        counts.saw(Situation.LEASE_OUTLIVED_A_LEADER);
    }
}
