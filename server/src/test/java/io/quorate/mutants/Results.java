package io.quorate.mutants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A file with a line for each mutant that was run: so a run that was interrupted goes on where it
 * was. What was found of a patch that has changed since does not count.
 */
final class Results {

    private static final String MISSED = "-";

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

    /** What was found of this very mutant; empty if it was not found, or not run. */
    Optional<Trial.Found> found(Mutant mutant) {
        boolean isThis = lines.getOrDefault(mutant.name(), "").contains("\t" + version(mutant));
        return isThis ? everFound(mutant) : Optional.empty();
    }

    /** What was found of it, or of an earlier patch of that name. */
    Optional<Trial.Found> everFound(Mutant mutant) {
        String[] fields = lines.getOrDefault(mutant.name(), "").split("\t");
        boolean wasFound = fields.length == 5 && !fields[2].equals(MISSED);
        return wasFound
                ? Optional.of(new Trial.Found(fields[2], Long.parseLong(fields[3]), fields[4]))
                : Optional.empty();
    }

    void add(Mutant mutant, Optional<Trial.Found> found) throws IOException {
        Trial.Found result = found.orElse(new Trial.Found(MISSED, 0, "not found"));
        String line =
                String.join(
                        "\t",
                        mutant.name(),
                        version(mutant),
                        result.finder(),
                        Long.toString(result.seeds()),
                        result.by().replace('\t', ' '));
        lines.put(mutant.name(), line);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A table in Markdown of what became of these. */
    String table(List<Mutant> mutants) {
        var table = new StringBuilder("| planted bug | found by | seeds |\n|---|---|---|\n");
        for (Mutant mutant : mutants) {
            Optional<Trial.Found> found = found(mutant);
            String finder = found.map(Trial.Found::finder).orElse("**not found**");
            long seeds = found.map(Trial.Found::seeds).orElse(0L);
            table.append(
                    "| `%s` | %s | %s |%n"
                            .formatted(
                                    mutant.name(), finder, seeds == 0 ? "" : Long.toString(seeds)));
        }
        return table.toString();
    }
}
