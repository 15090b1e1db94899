package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docs/kvctl.md} shows each command's JSON, and scripts rely on it: every command of its
 * console blocks is done, in order, and prints what the page says; what only a real node serves is
 * in blocks of their own, which are tested with one. To show another command, add a line {@code $
 * kvctl ...} to the page and run this with {@code -Dkvctl.guide.write=true}.
 */
final class JsonGuideTest {

    private static final Path PAGE = Path.of("../docs/kvctl.md");

    /** They print no JSON. */
    private static final Set<String> NO_JSON = Set.of("playground", "completion", "shell");

    /** What these measure is another thing each time. */
    private static final Pattern MEASURES = Pattern.compile("^\\$ kvctl (bench|top) ");

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

    /** A word of a command line, which may stand in single quotes. */
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Names of files, which are made elsewhere. */
    private static final Set<String> FILES = Set.of("mine", "theirs", "run.history");

    private final FakeCluster cluster = new FakeCluster(3);
    @TempDir private Path directory;

    @BeforeEach
    void writeHistory() throws IOException {
        Files.writeString(
                directory.resolve("run.history"),
                """
                quorate-history 1
                i 0 0 1 1 0 put r/0 a
                e 0 2000000 ok 1 stored
                i 1 0 1 2 3000000 put r/0 b
                e 1 5000000 ok 2 stored
                i 2 1 0 0 6000000 get r/0 linearizable
                e 2 7000000 ok 2 found a 1
                """);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void everyCommandPrintsWhatThePageShows() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<String> made = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        boolean inConsole = false;
        String command = "";
        for (String line : page) {
            if (line.startsWith("```")) inConsole = line.equals("```console");
            boolean isCommand = inConsole && line.startsWith("$ kvctl ");
            if (isCommand) {
                command = line;
                made.add(line);
                shown.add(line);
                made.addAll(run(line.substring("$ kvctl ".length())));
            } else if (!inConsole || line.startsWith("```")) {
                made.add(line);
                shown.add(line);
            } else {
                shown.add(line);
            }
        }
        if (Boolean.getBoolean("kvctl.guide.write")) Files.write(PAGE, made);
        else assertEquals(comparable(shown), comparable(made));
        assertTrue(!command.isEmpty(), "the page shows something");
    }

    private List<String> run(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            words.add(FILES.contains(word) ? directory.resolve(word).toString() : word);
        }
        var environment = Map.of("KVCTL_ENDPOINTS", String.join(",", cluster.addresses()));
        Ran ran = Ran.with(environment, new byte[0], words.toArray(String[]::new));
        List<String> printed = new ArrayList<>();
        ran.out().lines().forEach(printed::add);
        ran.err().lines().forEach(printed::add);
        if (ran.code() != 0) printed.add("# exit code " + ran.code());
        return printed.stream().map(this::asAnywhere).toList();
    }

    /** Addresses, files and the version as they are for whoever reads the page. */
    private String asAnywhere(String line) {
        String text = line.replace(directory + "/", "").replace("unpackaged", "0.1.0");
        for (int i = 1; i <= 3; i++) {
            text = text.replace(cluster.member(i).address(), "127.0.0.1:710" + i);
        }
        return text;
    }

    private static List<String> comparable(List<String> lines) {
        List<String> all = new ArrayList<>();
        String command = "";
        for (String line : lines) {
            if (line.startsWith("$ kvctl ")) command = line;
            boolean isMeasure = !line.startsWith("$") && MEASURES.matcher(command).find();
            all.add(isMeasure ? NUMBER.matcher(line).replaceAll("0") : line);
        }
        return all;
    }

    @Test
    void everyCommandIsShown() throws IOException {
        String page = Files.readString(PAGE);
        var lacking = new TreeSet<String>();
        CommandLine whole = Kvctl.whole(Ran.streams());
        whole.getSubcommands()
                .forEach(
                        (name, command) -> {
                            Set<String> parts = command.getSubcommands().keySet();
                            if (parts.isEmpty()) lacking.add(name);
                            for (String part : parts) lacking.add(name + " " + part);
                        });
        lacking.removeIf(name -> page.contains("\n$ kvctl " + name + " "));
        lacking.removeIf(name -> NO_JSON.contains(name));
        assertEquals(Set.of(), lacking);
    }
}
