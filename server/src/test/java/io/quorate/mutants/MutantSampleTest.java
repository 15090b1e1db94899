package io.quorate.mutants;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A few planted bugs in every build, drawn from the commit, so that a build run again plants the
 * same. Taken from those that were found quickly when all were planted last.
 */
class MutantSampleTest {

    private static final int SAMPLE = 3;

    /** A bug that took more seeds then is left to the campaign. */
    private static final long SEEDS_MAX_THEN = 5;

    private static final long SEEDS_MAX_NOW = 200;
    private static final long MINUTES_MAX = 10;

    @TempDir Path directory;

    @Test
    void someOfThePlantedBugsAreFound() throws Exception {
        List<Mutant> quick = quicklyFound();
        Collections.shuffle(quick, new Random(commit()));
        for (Mutant mutant : quick.subList(0, Math.min(SAMPLE, quick.size()))) {
            Optional<Trial.Found> found =
                    new Trial(mutant, directory, SEEDS_MAX_NOW, MINUTES_MAX).run();
            System.out.printf("planted %s: %s%n", mutant.name(), found);
            assertTrue(found.isPresent(), mutant.name() + " is not found any more");
        }
    }

    private static List<Mutant> quicklyFound() throws IOException {
        Results results = new Results(Mutant.TREE.resolve("server/src/test/mutants/results.tsv"));
        List<Mutant> quick = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            boolean wasQuick =
                    results.everFound(mutant)
                            .filter(found -> found.seeds() <= SEEDS_MAX_THEN)
                            .isPresent();
            if (wasQuick) quick.add(mutant);
        }
        return quick;
    }

    /** A number that is the same for one commit; 0 in a tree without history. */
    private static long commit() throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "rev-parse", "HEAD")
                        .directory(Mutant.TREE.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return git.waitFor() == 0 ? hash.hashCode() : 0;
    }
}
