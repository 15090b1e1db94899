package io.quorate.mutants;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
     * What a finder said.
     *
     * @param seeds how many seeds it took; 0 if it is no matter of seeds
     * @param by what failed, in one line
     */
    record Found(String finder, long seeds, String by) {}

    private static final Pattern SEED = Pattern.compile("\\bseed (\\d+)");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String SIMULATION_CLASS = "io.quorate.simulation.SimulationMain";
    private static final String FOUND_SEED = "seed ";
    private static final int LINE_MAX = 160;

    /** What became of seeds without any mutant. */
    private static final Map<Long, Boolean> RIGHT_SEEDS = new TreeMap<>();

    private final Mutant mutant;
    private final Path scratch;
    private final long seeds;
    private final long minutes;

    /**
     * @param seeds the most that are tried
     * @param minutes the most that a finder may take; what it does not say until then is not found
     */
    Trial(Mutant mutant, Path directory, long seeds, long minutes) {
        this.mutant = mutant;
        this.scratch = directory.resolve(mutant.name());
        this.seeds = seeds;
        this.minutes = minutes;
    }

    /** Runs its finders, one after the other, until one finds it. */
    Optional<Found> run() throws IOException, InterruptedException {
        compile();
        for (String finder : mutant.finders()) {
            Optional<Found> found =
                    finder.equals(Mutant.SIMULATION)
                            ? simulation()
                            : tests(finder.substring(Mutant.TESTS.length()));
            if (found.isPresent()) return found;
        }
        return Optional.empty();
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

    /** A seed that fails without the mutant too tells nothing of it. */
    private Optional<Found> simulation() throws IOException, InterruptedException {
        if (className("SimulationMain").isEmpty()) return Optional.empty();
        long first = 1;
        while (first <= seeds) {
            Optional<Found> found = simulation(first, seeds - first + 1, mutatedClassPath());
            if (found.isEmpty()) return found;
            long seed = found.get().seeds();
            if (isRightWithoutIt(seed)) return found;
            System.out.println("seed " + seed + " fails without " + mutant.name() + " too");
            first = seed + 1;
        }
        return Optional.empty();
    }

    private boolean isRightWithoutIt(long seed) throws IOException, InterruptedException {
        Boolean known = RIGHT_SEEDS.get(seed);
        if (known != null) return known;
        boolean isRight = simulation(seed, 1, CLASS_PATH).isEmpty();
        RIGHT_SEEDS.put(seed, isRight);
        return isRight;
    }

    private Optional<Found> simulation(long first, long count, String classPath)
            throws IOException, InterruptedException {
        List<String> options =
                List.of("-Dsim.seeds=" + count, "-Dsim.firstSeed=" + first, "-Dsim.threads=1");
        return run(Mutant.SIMULATION, options, classPath, SIMULATION_CLASS, List.of(), FOUND_SEED);
    }

    private Optional<Found> tests(String names) throws IOException, InterruptedException {
        List<String> classes = new ArrayList<>();
        for (String name : names.split(" ")) className(name).ifPresent(classes::add);
        if (classes.isEmpty()) return Optional.empty();
        List<String> options = List.of("-Draft.seeds=" + seeds);
        String main = RunTests.class.getName();
        return run(names, options, mutatedClassPath(), main, classes, RunTests.FOUND);
    }

    /** The full name of a class of tests, if there is one. */
    private static Optional<String> className(String simpleName) throws IOException {
        Path root = Mutant.TREE.resolve("server/src/test/java");
        try (Stream<Path> sources = Files.walk(root)) {
            return sources.filter(source -> source.endsWith(simpleName + ".java"))
                    .map(source -> root.relativize(source).toString())
                    .map(path -> path.replace(".java", "").replace('/', '.'))
                    .findFirst();
        }
    }

    /** Runs a class until it ends, says what it found, or takes too long. */
    private Optional<Found> run(
            String finder,
            List<String> options,
            String classPath,
            String main,
            List<String> arguments,
            String sign)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .directory(Mutant.TREE.resolve("server").toFile())
                        .redirectErrorStream(true)
                        .start();
        var output = new Output(process, sign);
        Thread reader = Thread.ofPlatform().daemon().start(output);
        boolean isOver = reader.join(Duration.ofMinutes(minutes));
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        if (!isOver) System.out.println(finder + " took more than " + minutes + " minutes");
        return output.found.map(line -> found(finder, line));
    }

    private static Found found(String finder, String line) {
        Matcher seed = SEED.matcher(line);
        String by = line.replace(RunTests.FOUND, "");
        return new Found(
                finder,
                seed.find() ? Long.parseLong(seed.group(1)) : 0,
                by.length() > LINE_MAX ? by.substring(0, LINE_MAX) : by);
    }

    /** Reads what a process says until it says that it found something. */
    private static final class Output implements Runnable {

        private final Process process;
        private final String sign;
        private volatile Optional<String> found = Optional.empty();

        Output(Process process, String sign) {
            this.process = process;
            this.sign = sign;
        }

        @Override
        public void run() {
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.startsWith(sign)) continue;
                    found = Optional.of(line);
                    return;
                }
                process.waitFor();
            } catch (IOException e) {
                found = Optional.of("its output broke off: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
