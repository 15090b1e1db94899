package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The simulator in every build: seeds derived from the commit, so that a build run again repeats
 * them and another commit has others, each run in two processes that must agree on every event.
 */
final class SimulationTest {

    private static final int SEEDS = 1_000;

    /** The seeds of a tree without history. */
    private static final long FALLBACK_SEED = 20_261_121;

    @TempDir Path directory;

    @Test
    void everySeedKeepsEveryPromiseAndIsTheSameInTwoProcesses() throws Exception {
        long first = firstSeed();
        System.out.printf("simulation: seeds %d to %d%n", first, first + SEEDS - 1);
        Path hashes = directory.resolve("hashes");
        Process other = inAnotherProcess(first, hashes);
        Campaign.Result result = Campaign.run(first, SEEDS, 1);
        int otherExit = other.waitFor();
        System.out.print(result.counts().report());
        for (SeedFailed failed : result.failures()) {
            System.out.println(failed.getMessage() + "; " + Replay.command(failed.seed()));
        }
        if (!result.failures().isEmpty()) {
            long seed = result.failures().getFirst().seed();
            System.out.print(Replay.of(seed, Optional.empty()).orElse("it does not repeat"));
        }
        assertEquals(List.of(), result.failures());
        assertEquals(0, otherExit, Files.readString(directory.resolve("output")));
        assertEquals(Campaign.text(result.hashes()), Files.readString(hashes));
        requireEnough(result.counts());
    }

    /** Enough has happened for the seeds to mean something. */
    private static void requireEnough(Counts counts) {
        assertAll(
                () -> atLeast(SEEDS, counts.seeds(), "seeds"),
                () -> atLeast(500, counts.fewestOperations(), "operations in each seed"),
                () -> atLeast(10_000, counts.of(Situation.LEADER_ELECTED), "elections"),
                () -> atLeast(5_000, counts.of(Situation.RESTART), "crash-restarts"),
                () -> atLeast(10_000, counts.of(Situation.PARTITION), "partitions"),
                () -> atLeast(1_000, counts.of(Situation.SNAPSHOT_INSTALLED), "installs"),
                () -> atLeast(500, counts.of(Situation.CONFIGURATION_CHANGED), "changes"),
                () -> assertEquals(List.of(), counts.missed(), "situations never met"));
    }

    private static void atLeast(long wanted, long had, String what) {
        assertTrue(had >= wanted, had + " " + what + ", wanted " + wanted);
    }

    private Process inAnotherProcess(long first, Path hashes) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-Dsim.firstSeed=" + first,
                        "-Dsim.seeds=" + SEEDS,
                        "-Dsim.threads=1",
                        "-Dsim.hashes=" + hashes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulationMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    /** The first seed that this commit has. */
    private static long firstSeed() throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "rev-parse", "HEAD")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (git.waitFor() != 0) {
            System.out.println("simulation: this is no git tree, so the seeds are always the same");
            return FALLBACK_SEED;
        }
        return Long.parseLong(said.substring(0, 10), 16) * SEEDS;
    }
}
