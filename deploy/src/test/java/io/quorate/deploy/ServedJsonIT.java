package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The JSON of what only a real cluster serves: the commands of the blocks {@code console served} of
 * {@code docs/kvctl.md} are done, in order, by a node that was just started, and print what the
 * page says, but for what is another each time. A command that goes on is ended once it has printed
 * as many lines as stand before its {@code ^C}. To show another, add its lines by hand, of whatever
 * values, and run this with {@code -Dkvctl.guide.write=true}.
 */
@Timeout(300)
class ServedJsonIT {

    private static final Path PAGE = Path.of("../docs/kvctl.md");
    private static final String PROMPT = "$ kvctl ";
    private static final String INTERRUPTED = "^C";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String FILE = "backup.qs";

    /** Ids, digests, places in queues, whose zeros in front are not shown, and amounts. */
    private static final List<Pattern> VARYING =
            List.of(
                    Pattern.compile("[0-9a-f]{16,}"),
                    Pattern.compile("(?<=\"utf8\":\"(?:jobs|scheduler)/)[0-9a-f]+"),
                    Pattern.compile("(?<=\"base64\":\")[^\"]+"),
                    Pattern.compile("(?<=\"fence\":\")[^\"]+"),
                    Pattern.compile("(?<=\":)-?[0-9.]+"));

    private final Path directory = Distribution.freshDirectory("served-json-files");

    /** A command of the page, and what the page says that it prints. */
    private record Example(String command, List<String> lines) {

        boolean goesOn() {
            return !lines.isEmpty() && lines.getLast().equals(INTERRUPTED);
        }
    }

    @Test
    void everyCommandPrintsWhatThePageShows() throws IOException {
        List<String> made = new ArrayList<>();
        List<String> page = Files.readAllLines(PAGE, UTF_8);
        int examples = 0;
        try (var cluster = LocalCluster.started("served-json", 1)) {
            cluster.awaitLeader();
            boolean isServed = false;
            for (int i = 0; i < page.size(); ) {
                String line = page.get(i);
                if (line.startsWith("```")) isServed = line.equals("```console served");
                made.add(line);
                i++;
                if (!isServed || !line.startsWith(PROMPT)) continue;
                int end = i;
                while (!page.get(end).startsWith("$") && !page.get(end).startsWith("```")) end++;
                var example = new Example(line.substring(PROMPT.length()), page.subList(i, end));
                made.addAll(printed(cluster, example));
                examples++;
                i = end;
            }
        }
        if (Boolean.getBoolean("kvctl.guide.write")) Files.write(PAGE, made);
        else assertIterableEquals(same(page), same(made));
        assertTrue(examples >= 10, "the page shows " + examples);
    }

    private List<String> printed(LocalCluster cluster, Example example) {
        List<String> words = new ArrayList<>();
        for (String word : example.command().split(" ")) {
            words.add(word.equals(FILE) ? directory.resolve(word).toString() : word);
        }
        words.addAll(List.of("--endpoints", cluster.endpoints(), "--timeout", "60s"));
        Running running = Running.start("kvctl", words.toArray(String[]::new));
        if (example.goesOn()) {
            int expected = example.lines().size() - 1;
            cluster.nodes()
                    .getFirst()
                    .await(
                            DEADLINE,
                            "or " + example + " prints its lines",
                            () -> !running.isAlive() || running.printed().size() >= expected);
            running.interrupt();
        }
        Finished ended = running.awaitEnd();
        List<String> printed = new ArrayList<>();
        for (String line : (ended.text() + ended.err()).lines().toList()) {
            printed.add(line.replace(directory + "/", ""));
        }
        if (example.goesOn()) printed.add(INTERRUPTED);
        if (ended.exitCode() != 0) printed.add("# exit code " + ended.exitCode());
        return printed;
    }

    private static List<String> same(List<String> lines) {
        List<String> same = new ArrayList<>();
        for (String line : lines) {
            String each = line;
            for (Pattern varying : VARYING) each = varying.matcher(each).replaceAll("*");
            same.add(each);
        }
        return same;
    }
}
