package io.quorate.simulation;

import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftConfig.ReadLease;
import io.quorate.replica.Limits;
import io.quorate.replica.digest.DigestLimits;
import io.quorate.replica.history.HistoryKeep;
import io.quorate.replica.history.HistoryLimits;
import io.quorate.replica.journal.JournalLimits;
import io.quorate.replica.snapshot.SnapshotLimits;
import io.quorate.replica.watch.WatchLimits;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What one run is like, drawn from its seed: how large the cluster is, how its parts are
 * configured, what its clients want, and which faults it has how often. No run has all faults: some
 * bugs show only where another fault does not hide them (swarm testing, Groce et al. 2012).
 *
 * @param size of the cluster
 * @param clients processes, each with its own view of who leads
 * @param sessions callers of each client, each with one operation at a time
 * @param keys that the callers share
 * @param mix what the callers do beside reading and writing one key after the other
 * @param operationsMin that the run must have before the faults may end
 * @param chaosNanosMin how long the faults last at least
 * @param thinkNanos what a caller waits between two operations, on average
 * @param tickNanos how often a node's engine hears of the time, by its own clock
 * @param cacheBytes of the state machine
 * @param everyNthThroughCodec of the peers' messages is encoded and decoded; 0 for none
 * @param diskLosses how many disks may be damaged or lost
 * @param clocks how far they stray, and who relies on them
 * @param meanNanos of each fault that the run has, the mean time between two strikes
 * @param watches so tight that watchers are left behind by what is recent
 */
record Swarm(
        int size,
        int clients,
        int sessions,
        int keys,
        Mix mix,
        int operationsMin,
        long chaosNanosMin,
        long thinkNanos,
        long tickNanos,
        RaftConfig raft,
        Limits limits,
        JournalLimits journal,
        int cacheBytes,
        int everyNthThroughCodec,
        Network network,
        Disk disk,
        DiskLosses diskLosses,
        Clocks clocks,
        Map<FaultKind, Long> meanNanos,
        WatchLimits watches) {

    /**
     * What callers do beside plain reads and writes, as shares.
     *
     * @param conditional of the writes that put on a condition
     * @param together of the writes that write several keys at once
     * @param counting of the callers that count
     * @param counters that they share
     * @param registering of the clients that have their writes done exactly once
     * @param leased of the puts that hang on a lease
     */
    record Mix(
            double conditional,
            double together,
            double counting,
            int counters,
            double registering,
            double leased) {}

    /**
     * How messages travel while no fault is on.
     *
     * @param delayMeanNanos on top of a tenth of it
     * @param isStream whether a link keeps the order, and loses messages only with the connection;
     *     else each message travels alone
     * @param loss of messages that travel alone, as a share
     * @param repeat of messages that travel alone, as a share
     * @param holds whether what is sent into a cut link waits for it to heal; else it is lost
     */
    record Network(
            long delayMeanNanos, boolean isStream, double loss, double repeat, boolean holds) {}

    /**
     * How disks behave while no fault is on.
     *
     * @param forceMeanNanos of a force
     * @param readMeanNanos of a fetch from the journal
     */
    record Disk(long forceMeanNanos, long readMeanNanos) {}

    /** How many disks may be damaged or lost. */
    enum DiskLosses {
        /** So few that whoever is left can decide: all must go on. */
        SURVIVABLE,
        /** Any number: all may halt for good, and nobody may lie. */
        UNBOUNDED
    }

    /**
     * How the nodes' clocks may be.
     *
     * @param slowest rate, of the true one
     * @param fastest rate, of the true one
     * @param leases the nodes whose engines keep leases, as bits
     */
    record Clocks(double slowest, double fastest, long leases) {

        /** As bad as can be: only what asks no clock is right with them. */
        static final Clocks BAD = new Clocks(0.5, 2, 0);

        /** As good as leases need them. */
        static Clocks good(long leases) {
            double drift = RaftConfig.DRIFT_PERCENT / 100.0;
            return new Clocks(1 - drift, 1 + drift, leases);
        }

        boolean areGood() {
            return leases != 0;
        }

        ReadLease lease(int node) {
            return (leases >> node & 1) == 1 ? ReadLease.ON : ReadLease.OFF;
        }
    }

    private static final long MILLISECOND = 1_000_000;

    /** What the seed draws. */
    static Swarm draw(SplittableRandom random) {
        long electionTimeout = Randomness.logarithmic(random, 50, 300) * MILLISECOND;
        long heartbeat = electionTimeout / (3 + random.nextInt(6));
        RaftConfig usual = RaftConfig.defaults().withTimes(electionTimeout, heartbeat);
        int size = size(random);
        Clocks clocks = clocks(random);
        DiskLosses losses = random.nextInt(20) == 0 ? DiskLosses.UNBOUNDED : DiskLosses.SURVIVABLE;
        Map<FaultKind, Long> faults = faults(random, clocks, losses);
        int clients = 2 + random.nextInt(4);
        int sessions = 1 + random.nextInt(3);
        long chaos = (2_500 + random.nextInt(5_000)) * MILLISECOND;
        int operations = 500 + random.nextInt(100);
        int keys = 1 + random.nextInt(12);
        long think = chaos * clients * sessions / operations * 3 / (3 + random.nextInt(4));
        return new Swarm(
                size,
                clients,
                sessions,
                keys,
                mix(random),
                operations,
                chaos,
                random.nextInt(6) == 0 ? 1 : think,
                (2 + random.nextInt(8)) * MILLISECOND,
                raft(random, faults, usual),
                limits(random),
                journal(random, losses),
                1 << (10 + random.nextInt(6)),
                random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0,
                network(random),
                new Disk(
                        Randomness.logarithmic(random, 50_000, 3 * MILLISECOND),
                        Randomness.logarithmic(random, 20_000, MILLISECOND)),
                losses,
                clocks,
                faults,
                watches(random));
    }

    private static WatchLimits watches(SplittableRandom random) {
        return new WatchLimits(
                10 + random.nextInt(20),
                (int) Randomness.logarithmic(random, 100, 20_000),
                (int) Randomness.logarithmic(random, 50, 10_000),
                1 + random.nextInt(50),
                1 + random.nextInt(10),
                (int) Randomness.logarithmic(random, 50, 100_000),
                1 + random.nextInt(2),
                Randomness.logarithmic(random, 100, 3_000) * MILLISECOND);
    }

    private static int size(SplittableRandom random) {
        int[] sizes = {3, 3, 3, 3, 3, 5, 5, 5, 4, 7, 2, 1};
        return sizes[random.nextInt(sizes.length)];
    }

    private static Mix mix(SplittableRandom random) {
        return new Mix(
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.7),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.4),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.5),
                1 + random.nextInt(2),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.7));
    }

    private static Network network(SplittableRandom random) {
        boolean isStream = random.nextInt(3) != 0;
        return new Network(
                Randomness.logarithmic(random, 50_000, 8 * MILLISECOND),
                isStream,
                isStream || random.nextBoolean() ? 0 : random.nextDouble(0.2),
                isStream || random.nextBoolean() ? 0 : random.nextDouble(0.2),
                random.nextBoolean());
    }

    /** Leases rest on good clocks; on all nodes, or on some only. */
    private static Clocks clocks(SplittableRandom random) {
        if (random.nextInt(3) > 0) return Clocks.BAD;
        long some = random.nextLong() | 1;
        return Clocks.good(random.nextInt(4) > 0 ? -1 : some);
    }

    /**
     * As in production, or with windows and caches so small that their bounds are always met. Where
     * leaderships are short, entries may travel one by one, so that one can end between any two.
     */
    private static RaftConfig raft(
            SplittableRandom random, Map<FaultKind, Long> faults, RaftConfig usual) {
        boolean isNarrow = faults.containsKey(FaultKind.SHORT_LEADERSHIPS) && random.nextInt(4) > 0;
        if (random.nextInt(5) < 2 && !isNarrow) return usual;
        return usual.with(
                new RaftConfig.Bounds(
                        isNarrow ? 1 : 1 + random.nextInt(6),
                        (int) Randomness.logarithmic(random, 300, 100_000),
                        isNarrow ? 1 : (int) Randomness.logarithmic(random, 100, 20_000),
                        usual.bounds().entryBytesMax(),
                        Randomness.logarithmic(random, 2_000, 200_000),
                        Randomness.logarithmic(random, 10, 1_000),
                        Randomness.logarithmic(random, 500, 100_000),
                        Randomness.logarithmic(random, 1, 50_000),
                        (int) Randomness.logarithmic(random, 2, 1_000),
                        1 + random.nextInt(8)));
    }

    private static Limits limits(SplittableRandom random) {
        Limits usual = Limits.defaults();
        boolean isTight = random.nextBoolean();
        return new Limits(
                isTight ? (int) Randomness.logarithmic(random, 4, 200) : usual.requestsMax(),
                isTight ? 1 + random.nextInt(50) : usual.applyEntriesMax(),
                isTight
                        ? (int) Randomness.logarithmic(random, 100, 100_000)
                        : usual.applyBytesMax(),
                isTight ? (int) Randomness.logarithmic(random, 4, 500) : usual.parkedEntriesMax(),
                Randomness.logarithmic(random, 1_000, 30_000),
                Randomness.logarithmic(random, 500, 30_000),
                snapshots(random),
                digests(random),
                history(random));
    }

    private static DigestLimits digests(SplittableRandom random) {
        return new DigestLimits(
                Randomness.logarithmic(random, 200, 2_000) * MILLISECOND,
                Randomness.logarithmic(random, 10_000, 1 << 20),
                Randomness.logarithmic(random, 300, 5_000) * MILLISECOND);
    }

    /** Small pages, and every way in which a leader may have the past given up. */
    private static HistoryLimits history(SplittableRandom random) {
        HistoryKeep keep =
                switch (random.nextInt(4)) {
                    case 0 -> new HistoryKeep.Newest(Randomness.logarithmic(random, 1, 300));
                    case 1 ->
                            new HistoryKeep.Younger(
                                    Randomness.logarithmic(random, 1_000, 20_000) * MILLISECOND);
                    default -> new HistoryKeep.Forever();
                };
        return new HistoryLimits(
                keep,
                (int) Randomness.logarithmic(random, 1, 300),
                Randomness.logarithmic(random, 1, 20) * MILLISECOND,
                (int) Randomness.logarithmic(random, 1, 1_000));
    }

    private static SnapshotLimits snapshots(SplittableRandom random) {
        long offer = Randomness.logarithmic(random, 50, 500) * MILLISECOND;
        return new SnapshotLimits(
                (int) Randomness.logarithmic(random, 500, 64_000),
                1 + random.nextInt(4),
                Randomness.logarithmic(random, 30_000, 64 << 20),
                offer,
                2 * offer,
                4 * offer,
                (6 + random.nextInt(15)) * offer,
                Randomness.logarithmic(random, 50, 10_000) * MILLISECOND,
                1 + random.nextInt(3));
    }

    private static JournalLimits journal(SplittableRandom random, DiskLosses losses) {
        int segmentMax = losses == DiskLosses.UNBOUNDED ? 20 << 10 : 96 << 10;
        int segment = (int) Randomness.logarithmic(random, 16 << 10, segmentMax);
        int batch = (int) Randomness.logarithmic(random, 4 << 10, segment / 4);
        return new JournalLimits(segment, batch);
    }

    private static Map<FaultKind, Long> faults(
            SplittableRandom random, Clocks clocks, DiskLosses losses) {
        Map<FaultKind, Long> means = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            boolean isOn = random.nextDouble() < kind.likelihood();
            long mean = Randomness.logarithmic(random, kind.fastestNanos(), kind.slowestNanos());
            if (isOn) means.put(kind, mean);
        }
        if (clocks.areGood()) {
            means.remove(FaultKind.JUMP_CLOCK);
            means.putIfAbsent(FaultKind.LATE_ANSWERS, 500 * MILLISECOND);
        }
        if (losses == DiskLosses.UNBOUNDED) {
            means.put(FaultKind.DAMAGE, 100 * MILLISECOND);
            means.put(FaultKind.LOSE_DISK, 1_000 * MILLISECOND);
        }
        return means;
    }
}
