package io.quorate.mutants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A file with a line for each mutant that was run, by name: so a run that was interrupted goes on
 * where it was. What became of a patch that has changed since does not count.
 */
final class Results {

    /** As they were when all were planted last. */
    static final Path RECORDED = Mutant.TREE.resolve("server/src/test/mutants/results.tsv");

    private final Path file;
    private final Map<String, String> lines = new TreeMap<>();

    Results(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) return;
        for (String line : Files.readAllLines(file)) lines.put(line.split("\t", 2)[0], line);
    }

    /** By what is changed, not by what stands around it. */
    private static String version(Mutant mutant) {
        var crc = new CRC32C();
        mutant.text()
                .lines()
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return Long.toHexString(crc.getValue());
    }

    /** What became of this very mutant; empty if it was not run. */
    Optional<Verdict> verdict(Mutant mutant) {
        String start = mutant.name() + "\t" + version(mutant) + "\t";
        return Optional.ofNullable(lines.get(mutant.name()))
                .filter(line -> line.startsWith(start))
                .map(line -> Verdict.parse(line.substring(start.length())));
    }

    void add(Mutant mutant, Verdict verdict) throws IOException {
        String line = mutant.name() + "\t" + version(mutant) + "\t" + verdict.line();
        lines.put(mutant.name(), line);
        write();
    }

    /** Keeps only what is of these mutants as they are now. */
    void keepOnly(List<Mutant> mutants) throws IOException {
        var kept = new TreeMap<String, String>();
        for (Mutant mutant : mutants) {
            if (verdict(mutant).isPresent()) kept.put(mutant.name(), lines.get(mutant.name()));
        }
        lines.clear();
        lines.putAll(kept);
        write();
    }

    private void write() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines.values());
    }
}
