package io.quorate.mutants;

import io.quorate.mutants.Verdict.Seeds;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * One mutant's run: its files are written to a scratch directory with the bug in them, compiled on
 * top of the classes of this build, and put before these on the class path of a process that runs
 * the finder.
 */
final class Trial {

    /**
     * How long to look.
     *
     * @param seeds at most so many if a test has found the bug already; 0 leaves the simulator out
     * @param seedsAlone at most so many if none has
     * @param atMost a finder's time; what it does not say until then is not found
     */
    record Effort(long seeds, long seedsAlone, Duration atMost) {}

    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String SIMULATION_CLASS = "io.quorate.simulation.SimulationMain";
    private static final Pattern SEED_FAILED = Pattern.compile("(\\d+) .*");
    private static final int LINE_MAX = 160;

    /** What became of seeds without any mutant. */
    private static final Map<Long, Boolean> RIGHT_SEEDS = new TreeMap<>();

    private final Mutant mutant;
    private final Path scratch;
    private final Effort effort;
    private String by = "nothing";

    Trial(Mutant mutant, Path directory, Effort effort) {
        this.mutant = mutant;
        this.scratch = directory.resolve(mutant.name());
        this.effort = effort;
    }

    /** The tests that are named for it come first, since they are the cheapest. */
    Verdict run() throws IOException, InterruptedException {
        compile();
        Optional<String> test = tests();
        long seeds = test.isPresent() ? effort.seeds() : effort.seedsAlone();
        boolean isSimulated = mutant.finders().contains(Mutant.SIMULATION) && seeds > 0;
        Seeds needed = isSimulated ? simulation(seeds) : new Seeds.NotTried();
        return new Verdict(test, needed, by.length() > LINE_MAX ? by.substring(0, LINE_MAX) : by);
    }

    private String mutatedClassPath() {
        return classes() + File.pathSeparator + CLASS_PATH;
    }

    private Path classes() {
        return scratch.resolve("classes");
    }

    private void compile() throws IOException {
        Files.createDirectories(classes());
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-nowarn", "-proc:none", "-d", classes().toString()));
        arguments.addAll(List.of("-cp", CLASS_PATH));
        for (String file : mutant.patch().hunks().keySet()) {
            Path copy = scratch.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, mutant.mutated(file));
            arguments.add(copy.toString());
        }
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) throw new IllegalStateException(mutant.name() + " does not compile");
    }

    /** The first test that fails. */
    private Optional<String> tests() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(RunTests.class.getName()));
        for (String name : mutant.tests()) arguments.add(className(name));
        if (arguments.size() == 1) return Optional.empty();
        Optional<String> line =
                Finding.first(RunTests.FOUND, effort.atMost(), mutatedClassPath(), arguments);
        if (line.isEmpty()) return Optional.empty();
        String[] testAndWhy = line.get().split(": ", 2);
        by = testAndWhy[1];
        return Optional.of(testAndWhy[0]);
    }

    /** The full name of a class of tests. */
    private static String className(String simpleName) throws IOException {
        Path root = Mutant.TREE.resolve("server/src/test/java");
        try (Stream<Path> sources = Files.walk(root)) {
            return sources.filter(source -> source.endsWith(simpleName + ".java"))
                    .map(source -> root.relativize(source).toString())
                    .map(path -> path.replace(".java", "").replace('/', '.'))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no test " + simpleName));
        }
    }

    /** A seed that fails without the mutant too tells nothing of it. */
    private Seeds simulation(long seeds) throws IOException, InterruptedException {
        long first = 1;
        while (first <= seeds) {
            Optional<String> failed = simulation(first, seeds - first + 1, mutatedClassPath());
            if (failed.isEmpty()) break;
            long seed = seedOf(failed.get());
            if (isRightWithoutIt(seed)) {
                if (by.equals("nothing")) by = "seed " + failed.get();
                return new Seeds.Needed(seed);
            }
            System.out.println("seed " + seed + " fails without " + mutant.name() + " too");
            first = seed + 1;
        }
        return new Seeds.MoreThan(seeds);
    }

    private static long seedOf(String line) {
        Matcher matcher = SEED_FAILED.matcher(line);
        if (!matcher.matches()) throw new IllegalStateException("no seed in: " + line);
        return Long.parseLong(matcher.group(1));
    }

    private boolean isRightWithoutIt(long seed) throws IOException, InterruptedException {
        Boolean known = RIGHT_SEEDS.get(seed);
        if (known != null) return known;
        boolean isRight = simulation(seed, 1, CLASS_PATH).isEmpty();
        RIGHT_SEEDS.put(seed, isRight);
        return isRight;
    }

    private Optional<String> simulation(long first, long count, String classPath)
            throws IOException, InterruptedException {
        List<String> arguments =
                List.of(
                        "-Dsim.seeds=" + count,
                        "-Dsim.firstSeed=" + first,
                        "-Dsim.threads=1",
                        SIMULATION_CLASS);
        return Finding.first("seed ", effort.atMost(), classPath, arguments);
    }
}
