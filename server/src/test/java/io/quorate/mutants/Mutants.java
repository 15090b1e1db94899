package io.quorate.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Plants every bug, one at a time, and looks whether it is found. System properties:
 *
 * <pre>
 *   mutants.only        only those whose name this expression is found in
 *   mutants.sample      so many of them, drawn by mutants.draw
 *   mutants.seeds       the most seeds for a bug that a test finds; 100 if nothing is said
 *   mutants.seedsAlone  the most seeds for one that no test finds; 20,000 if nothing is said
 *   mutants.seconds     the most seconds for each finder; 300 if nothing is said
 *   mutants.results     the file that a run goes on from; target/mutants/results.tsv
 *   mutants.record      true: what came of them goes to the tree, and the table to its page
 * </pre>
 */
public final class Mutants {

    private Mutants() {}

    /** Ends with 1 if one was not found. */
    public static void main(String[] args) throws Exception {
        if (!areAllFound()) System.exit(1);
    }

    /** Runs what the properties say, prints the table, and answers whether all were found. */
    static boolean areAllFound() throws IOException, InterruptedException {
        Path directory = Mutant.TREE.resolve("server/target/mutants");
        String file = System.getProperty("mutants.results");
        var results = new Results(file == null ? directory.resolve("results.tsv") : Path.of(file));
        var effort =
                new Trial.Effort(
                        Long.getLong("mutants.seeds", 100),
                        Long.getLong("mutants.seedsAlone", 20_000),
                        Duration.ofSeconds(Long.getLong("mutants.seconds", 300)));
        List<Mutant> mutants = chosen();
        boolean areAllFound = true;
        for (Mutant mutant : mutants) {
            Optional<Verdict> known = results.verdict(mutant).filter(Verdict::isFound);
            Verdict verdict =
                    known.isPresent() ? known.get() : new Trial(mutant, directory, effort).run();
            if (known.isEmpty()) results.add(mutant, verdict);
            areAllFound &= verdict.isFound();
            System.out.println(mutant.name() + ": " + verdict);
        }
        Table.of(mutants, results).forEach(System.out::println);
        if (Boolean.getBoolean("mutants.record")) record(mutants, results);
        return areAllFound;
    }

    private static void record(List<Mutant> mutants, Results results) throws IOException {
        var recorded = new Results(Results.RECORDED);
        for (Mutant mutant : mutants) {
            Optional<Verdict> verdict = results.verdict(mutant);
            if (verdict.isPresent()) recorded.add(mutant, verdict.get());
        }
        recorded.keepOnly(Mutant.all());
        Table.document(Table.of(Mutant.all(), recorded));
    }

    private static List<Mutant> chosen() {
        Pattern only = Pattern.compile(System.getProperty("mutants.only", ""));
        List<Mutant> chosen = new ArrayList<>(Mutant.all());
        chosen.removeIf(mutant -> !only.matcher(mutant.name()).find());
        Integer sample = Integer.getInteger("mutants.sample");
        if (sample == null || sample >= chosen.size()) return chosen;
        Collections.shuffle(chosen, new Random(Long.getLong("mutants.draw", 0)));
        return chosen.subList(0, sample);
    }
}
