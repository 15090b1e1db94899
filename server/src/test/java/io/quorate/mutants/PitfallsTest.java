package io.quorate.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The page of pitfalls names all of them, and only tests and planted bugs that are there. */
class PitfallsTest {

    private static final long PITFALLS = 120;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** Of each pitfall, what is said to hold it off. */
    private static Map<Long, String> rows() throws IOException {
        var rows = new TreeMap<Long, String>();
        for (String line : Files.readAllLines(Mutant.TREE.resolve("docs/pitfalls.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) rows.put(Long.parseLong(row.group(1)), row.group(2));
        }
        return rows;
    }

    private static List<String> names(String held) {
        return NAME.matcher(held).results().map(name -> name.group(1)).toList();
    }

    /** The sources of classes of tests, by the class's name. */
    private static Map<String, String> tests() throws IOException {
        var tests = new TreeMap<String, String>();
        for (String module : List.of("server", "client-cli", "deploy")) {
            Path root = Mutant.TREE.resolve(module).resolve("src/test/java");
            List<Path> files;
            try (Stream<Path> walk = Files.walk(root)) {
                files = walk.filter(file -> file.toString().endsWith(".java")).toList();
            }
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.put(name, Files.readString(file));
            }
        }
        return tests;
    }

    @Test
    void everyPitfallIsHeldOffOrWaitsForAFeature() throws IOException {
        Map<Long, String> rows = rows();
        assertEquals(
                LongStream.rangeClosed(1, PITFALLS).boxed().toList(), List.copyOf(rows.keySet()));
        List<Long> open = new ArrayList<>();
        rows.forEach(
                (number, held) -> {
                    if (names(held).isEmpty() && !held.startsWith("later: ")) open.add(number);
                });
        assertEquals(List.of(), open);
    }

    @Test
    void whateverIsNamedIsThere() throws IOException {
        Map<String, String> tests = tests();
        Set<String> mutants = Mutant.all().stream().map(Mutant::name).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (String held : rows().values()) {
            for (String name : names(held)) {
                String[] parts = name.split("\\.", -1);
                boolean isThere =
                        parts.length == 2
                                ? Optional.ofNullable(tests.get(parts[0]))
                                        .filter(text -> text.contains(" " + parts[1] + "("))
                                        .isPresent()
                                : mutants.contains(name);
                if (!isThere) missing.add(name);
            }
        }
        assertEquals(List.of(), missing);
    }
}
