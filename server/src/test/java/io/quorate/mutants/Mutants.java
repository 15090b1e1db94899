package io.quorate.mutants;

import java.io.IOException;
import java.nio.file.Path;
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
 *   mutants.only     only those whose name this expression is found in
 *   mutants.sample   so many of them, drawn by mutants.draw
 *   mutants.seeds    the most seeds for each; 20,000 if nothing is said
 *   mutants.minutes  the most minutes for each finder; 10 if nothing is said
 *   mutants.results  the file that a run goes on from; target/mutants/results.tsv
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
        Results results =
                new Results(file == null ? directory.resolve("results.tsv") : Path.of(file));
        List<Mutant> mutants = chosen();
        boolean areAllFound = true;
        for (Mutant mutant : mutants) {
            Optional<Trial.Found> found = results.found(mutant);
            if (found.isEmpty()) {
                long seeds = Long.getLong("mutants.seeds", 20_000);
                long minutes = Long.getLong("mutants.minutes", 10);
                found = new Trial(mutant, directory, seeds, minutes).run();
                results.add(mutant, found);
            }
            areAllFound &= found.isPresent();
            System.out.printf(
                    "%s: %s%n", mutant.name(), found.map(Object::toString).orElse("NOT FOUND"));
        }
        System.out.print(results.table(mutants));
        return areAllFound;
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
