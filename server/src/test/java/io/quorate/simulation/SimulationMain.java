package io.quorate.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Runs seeds as the system properties say, without Maven:
 *
 * <pre>
 *   sim.seeds      how many; 1,000 if nothing is said
 *   sim.firstSeed  the first of them; 1 if nothing is said
 *   sim.seed       this one alone, told event by event if it fails
 *   sim.engine     raft, the only one there is
 *   sim.threads    how many run at once; all processors if nothing is said
 *   sim.log        a file for all events of sim.seed
 *   sim.results    a file to which the counts are added as one line
 *   sim.hashes     a file for the hash of each run
 * </pre>
 *
 * Lines of {@code sim.results} from several campaigns, given as arguments, are added up.
 */
public final class SimulationMain {

    /** A campaign of so many seeds must meet every wanted situation. */
    private static final int SEEDS_FOR_EVERY_SITUATION = 500;

    private SimulationMain() {}

    /** Exits with 1 if a seed failed or a situation was not met. */
    public static void main(String[] files) throws IOException {
        if (files.length > 0) {
            var sum = new Counts();
            for (String file : files) {
                for (String line : Files.readAllLines(Path.of(file))) sum.add(Counts.parse(line));
            }
            System.out.print(sum.report());
        } else if (!isGood()) {
            System.exit(1);
        }
    }

    /** Runs what the properties say. Answers whether all was well. */
    static boolean isGood() throws IOException {
        String engine = System.getProperty("sim.engine", "raft");
        if (!engine.equals("raft")) throw new IllegalArgumentException("no engine " + engine);
        Long seed = Long.getLong("sim.seed");
        return seed == null ? runMany() : runOne(seed);
    }

    private static boolean runOne(long seed) throws IOException {
        Optional<String> failure =
                Replay.of(seed, Optional.ofNullable(System.getProperty("sim.log")).map(Path::of));
        System.out.println(failure.orElse("seed " + seed + ": nothing is wrong"));
        return failure.isEmpty();
    }

    private static boolean runMany() throws IOException {
        long first = Long.getLong("sim.firstSeed", 1);
        int seeds = Integer.getInteger("sim.seeds", 1_000);
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = Integer.getInteger("sim.threads", processors);
        long began = System.nanoTime();
        Campaign.Result result = Campaign.run(first, seeds, threads);
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        System.out.printf("seeds %d to %d in %d s%n", first, first + seeds - 1, seconds);
        System.out.print(result.counts().report());
        write(result);
        for (SeedFailed failed : result.failures()) {
            System.out.println(failed.getMessage());
            System.out.println("  replay it with: " + Replay.command(failed.seed()));
        }
        if (!result.failures().isEmpty()) {
            long firstFailed = result.failures().getFirst().seed();
            System.out.print(Replay.of(firstFailed, Optional.empty()).orElse("it does not repeat"));
        }
        boolean metAll = seeds < SEEDS_FOR_EVERY_SITUATION || result.counts().missed().isEmpty();
        if (!metAll) System.out.println("never met: " + result.counts().missed());
        return result.failures().isEmpty() && metAll;
    }

    private static void write(Campaign.Result result) throws IOException {
        System.out.println("counts: " + result.counts().line());
        String results = System.getProperty("sim.results");
        if (results != null) {
            Files.writeString(
                    Path.of(results),
                    result.counts().line() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        String hashes = System.getProperty("sim.hashes");
        if (hashes != null) {
            Files.writeString(Path.of(hashes), Campaign.text(result.hashes()));
        }
    }
}
