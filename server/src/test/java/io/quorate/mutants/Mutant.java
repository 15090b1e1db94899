package io.quorate.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One planted bug.
 *
 * @param name the file's, without its ending
 * @param bug what is wrong, in words
 * @param source who had it, or which rule it breaks
 * @param finders what is to find it
 * @param text the whole file
 */
record Mutant(
        String name, String bug, String source, List<String> finders, Patch patch, String text) {

    /** The finder that runs simulated clusters; any other names classes of tests. */
    static final String SIMULATION = "simulation";

    /** How a finder begins that names classes of tests. */
    private static final String TESTS = "tests ";

    private static final String ENDING = ".patch";

    /** The tree, from this module's directory, where tests run. */
    static final Path TREE = Path.of("").toAbsolutePath().getParent();

    /** All of them, by name. */
    static List<Mutant> all() {
        Path directory = TREE.resolve("server/src/test/mutants");
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(Mutant::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutant read(Path file) {
        try {
            String name = file.getFileName().toString().replace(ENDING, "");
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header ends with an empty line; what is indented in it goes on with the line before. */
    private static Mutant parse(String name, String text) {
        List<String> lines = text.lines().toList();
        int end = lines.indexOf("");
        List<String> header = new ArrayList<>();
        for (String line : lines.subList(0, Math.max(0, end))) {
            if (line.startsWith(" ")) header.add(header.removeLast() + " " + line.strip());
            else header.add(line);
        }
        List<String> finders = values(header, "Finder: ");
        return new Mutant(
                name,
                String.join(" ", values(header, "Bug: ")),
                String.join(" ", values(header, "Source: ")),
                finders,
                Patch.parse(lines.subList(end + 1, lines.size())),
                text);
    }

    private static List<String> values(List<String> header, String key) {
        return header.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .toList();
    }

    /** The classes of tests that are to find it. */
    List<String> tests() {
        return finders.stream()
                .filter(finder -> finder.startsWith(TESTS))
                .flatMap(finder -> Stream.of(finder.substring(TESTS.length()).split(" ")))
                .toList();
    }

    /** A file of the tree with this bug in it. */
    String mutated(String file) {
        try {
            List<String> source = Files.readAllLines(TREE.resolve(file));
            return String.join("\n", patch.apply(file, source)) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
