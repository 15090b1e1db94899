package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the compiler and the formatter do not hold, read off the sources of every module. */
class TidyTest {

    /** The tree, from this module's directory, where tests run. */
    private static final Path TREE = Path.of("").toAbsolutePath().getParent();

    /** A file of more lines has more than one idea. */
    private static final int LINES_MAX = 400;

    private static final int COLUMNS_MAX = 100;

    /** These name what they forbid. */
    private static final String THESE_RULES = "/architecture/(TidyTest|Determinism)\\.java";

    /**
     * Something that no source may say.
     *
     * @param why what to do instead
     * @param forbidden found within a line
     * @param where the files it holds for
     * @param except files it does not hold for, each for a reason
     * @param offence a line that must be found
     */
    record Rule(String why, Pattern forbidden, Pattern where, Pattern except, String offence) {

        static Rule of(String why, String forbidden, String where, String except, String offence) {
            return new Rule(
                    why,
                    Pattern.compile(forbidden),
                    Pattern.compile(where),
                    Pattern.compile(THESE_RULES + (except.isEmpty() ? "" : "|" + except)),
                    offence);
        }

        boolean holdsFor(String file) {
            return where.matcher(file).find() && !except.matcher(file).find();
        }

        boolean finds(String line) {
            return forbidden.matcher(line).find();
        }

        @Override
        public String toString() {
            return why;
        }
    }

    private static final String EVERYWHERE = "\\.java$";
    private static final String MAIN = "/src/main/";
    private static final String SERVER = "^server/src/main/";
    private static final String TESTS = "/src/test/";

    /** Where a thread ends, and so where the last failure is written down. */
    private static final String THREAD_ENDS =
            "/adapter/(loop|file)/|/architecture/|/boot/Main\\.java$|/boot/Node\\.java$";

    static Stream<Rule> rules() {
        return Stream.of(
                Rule.of(
                        "an open end is an issue, not a comment",
                        "\\b(TODO|FIXME|XXX)\\b",
                        EVERYWHERE,
                        "",
                        "// TODO: later"),
                Rule.of(
                        "history says who wrote it",
                        "@author",
                        EVERYWHERE,
                        "",
                        " * @author somebody"),
                Rule.of(
                        "nobody sleeps",
                        "Thread\\s*\\.\\s*sleep|TimeUnit\\.\\w+\\.sleep",
                        MAIN,
                        "",
                        "Thread.sleep(1);"),
                Rule.of(
                        "a server logs; only its start prints",
                        "System\\.(out|err)\\b|printStackTrace",
                        SERVER,
                        "/boot/Main\\.java$|/adapter/(loop|file)/",
                        "System.out.println();"),
                Rule.of(
                        "only a start ends the process",
                        "System\\.exit|Runtime\\.getRuntime\\(\\)\\.(exit|halt)",
                        SERVER,
                        "/boot/(Main|Node)\\.java$",
                        "System.exit(1);"),
                Rule.of(
                        "a catch names what it expects",
                        "catch \\((final )?([\\w.]+ \\| )*(Exception|RuntimeException|Throwable"
                                + "|Error)( \\|| \\w)",
                        SERVER,
                        THREAD_ENDS,
                        "} catch (Exception e) {"),
                Rule.of(
                        "a broken invariant is caught where a thread ends, and nowhere else",
                        "catch \\([^)]*InvariantViolation",
                        SERVER,
                        THREAD_ENDS,
                        "} catch (InvariantViolation broken) {"),
                Rule.of(
                        "a test that is off says why",
                        "@Disabled(?!\\(\")",
                        TESTS,
                        "",
                        "@Disabled"),
                Rule.of(
                        "rings 1 and 2 are tested without mocks",
                        "mockito|easymock",
                        EVERYWHERE,
                        "",
                        "import org.mockito.Mockito;"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everySourceKeeps(Rule rule) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String name = name(source);
            if (!rule.holdsFor(name)) continue;
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (rule.finds(lines.get(i))) found.add(name + ":" + (i + 1) + " " + lines.get(i));
            }
        }
        assertEquals(List.of(), found, rule.why());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFindsItsOffence(Rule rule) {
        assertTrue(rule.finds(rule.offence()));
        assertFalse(rule.finds("    var commands = store.read(key);"));
    }

    @Test
    void noFileIsTooLong() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > LINES_MAX) found.add(name(source) + " has " + lines + " lines");
        }
        assertEquals(List.of(), found);
    }

    /** But for text blocks, whose lines are tables and commands that a break would spoil. */
    @Test
    void noLineIsTooWide() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            List<String> lines = Files.readAllLines(source);
            boolean inTextBlock = false;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.contains("\"\"\"")) inTextBlock = !inTextBlock;
                if (!inTextBlock && line.codePointCount(0, line.length()) > COLUMNS_MAX) {
                    found.add(name(source) + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void theSourcesAreSeen() throws IOException {
        var names = sources().stream().map(TidyTest::name).toList();
        assertTrue(names.contains("server/src/main/java/io/quorate/core/NodeId.java"));
        assertTrue(names.stream().anyMatch(name -> name.contains(TESTS)));
    }

    private static String name(Path source) {
        return TREE.relativize(source).toString();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("client-cli", "server", "deploy", "proto")) {
            Path home = TREE.resolve(module).resolve("src");
            if (!Files.isDirectory(home)) continue;
            try (Stream<Path> paths = Files.walk(home)) {
                paths.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}
