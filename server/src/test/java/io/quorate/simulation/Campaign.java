package io.quorate.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many seeds, one after the other on each of some threads. Runs share nothing, so how many threads
 * there are changes nothing but the time.
 */
final class Campaign {

    /** A campaign with so many failures is broken as a whole, and need not go on. */
    private static final int FAILURES_MAX = 20;

    /** How often a long campaign says how far it is, in seeds. */
    private static final long PROGRESS_SEEDS = 1_000;

    /**
     * What came of it.
     *
     * @param hashes of each seed's run, in order; 0 for one that failed or was not run
     */
    record Result(Counts counts, List<SeedFailed> failures, List<Long> hashes) {}

    private final long firstSeed;
    private final AtomicLong next = new AtomicLong();
    private final long[] hashes;
    private final Counts counts = new Counts();
    private final List<SeedFailed> failures = new ArrayList<>();

    private Campaign(long firstSeed, int seeds) {
        this.firstSeed = firstSeed;
        hashes = new long[seeds];
    }

    /** Runs so many seeds from a first one on. */
    static Result run(long firstSeed, int seeds, int threads) {
        var campaign = new Campaign(firstSeed, seeds);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("simulation-" + i).start(campaign::work));
        }
        boolean interrupted = false;
        for (Thread worker : workers) interrupted |= join(worker);
        if (interrupted) Thread.currentThread().interrupt();
        List<Long> hashes = Arrays.stream(campaign.hashes).boxed().toList();
        return new Result(campaign.counts, List.copyOf(campaign.failures), hashes);
    }

    private static boolean join(Thread worker) {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private void work() {
        for (long i = next.getAndIncrement(); i < hashes.length; i = next.getAndIncrement()) {
            var its = new Counts();
            long hash = 0;
            try {
                hash = Simulation.run(firstSeed + i, its);
            } catch (SeedFailed failed) {
                if (!goesOnAfter(failed)) return;
            }
            ended(i, hash, its);
        }
    }

    private synchronized boolean goesOnAfter(SeedFailed failed) {
        failures.add(failed);
        System.out.println(failed.getMessage());
        if (failures.size() < FAILURES_MAX) return true;
        next.set(hashes.length);
        return false;
    }

    private synchronized void ended(long index, long hash, Counts its) {
        hashes[(int) index] = hash;
        counts.add(its);
        if (counts.seeds() % PROGRESS_SEEDS == 0) {
            System.out.printf(
                    "%d of %d seeds, %d failures%n",
                    counts.seeds(), hashes.length, failures.size());
        }
    }

    /** The hashes as one text, for comparison between processes. */
    static String text(List<Long> hashes) {
        var text = new StringBuilder();
        hashes.forEach(hash -> text.append(Long.toHexString(hash)).append('\n'));
        return text.toString();
    }
}
