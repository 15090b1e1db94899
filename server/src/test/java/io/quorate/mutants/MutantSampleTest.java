package io.quorate.mutants;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A few planted bugs in every build, drawn from the commit, so that a build run again plants the
 * same. Taken from those that a test found, or few seeds, when all were planted last.
 */
class MutantSampleTest {

    private static final int SAMPLE = 4;

    /** A bug that took more seeds then is left to the campaign. */
    private static final long SEEDS_MAX_THEN = 5;

    private static final Trial.Effort EFFORT = new Trial.Effort(0, 200, Duration.ofMinutes(5));

    @TempDir Path directory;

    @Test
    void someOfThePlantedBugsAreFound() throws Exception {
        List<Mutant> quick = quicklyFound();
        Collections.shuffle(quick, new Random(commit()));
        for (Mutant mutant : quick.subList(0, Math.min(SAMPLE, quick.size()))) {
            Verdict verdict = new Trial(mutant, directory, EFFORT).run();
            System.out.println("planted " + mutant.name() + ": " + verdict);
            assertTrue(verdict.isFound(), mutant.name() + " is not found any more");
        }
    }

    private static List<Mutant> quicklyFound() throws IOException {
        var results = new Results(Results.RECORDED);
        List<Mutant> quick = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            if (results.verdict(mutant).filter(MutantSampleTest::isQuick).isPresent()) {
                quick.add(mutant);
            }
        }
        return quick;
    }

    private static boolean isQuick(Verdict verdict) {
        return verdict.test().isPresent()
                || verdict.seeds() instanceof Verdict.Seeds.Needed(long seeds)
                        && seeds <= SEEDS_MAX_THEN;
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
