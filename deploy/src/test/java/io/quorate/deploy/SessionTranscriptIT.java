package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Every command of the page on sessions is done, and prints what the page says that it does. */
@Timeout(400)
class SessionTranscriptIT {

    private static final Path PAGE = Path.of("../docs/sessions.md");

    /** Far more than an answer takes, also where a machine has much else to do. */
    private static final String TIMEOUT = "20s";

    /** What is another in each run: ids, and the terms that elections take. */
    private static final List<Pattern> VARYING =
            List.of(
                    Pattern.compile("(?<=cluster )[0-9a-f]{16}"),
                    Pattern.compile("(?<=term )\\d+"));

    /** Whether a member that was behind had time to say so twice is chance. */
    private static final String ASKED_AGAIN = ", then no answer in time";

    @Test
    void thePageShowsWhatItsCommandsPrint() throws IOException, InterruptedException {
        Path made = Distribution.freshDirectory("transcript").resolve("page");
        var builder =
                new ProcessBuilder(
                        "bash",
                        "demo/sessions.sh",
                        "--home",
                        Distribution.home().toString(),
                        "--port",
                        Integer.toString(FreePorts.take()));
        builder.environment().put("KVCTL_TIMEOUT", TIMEOUT);
        builder.redirectOutput(made.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        Process script = builder.start();
        script.getOutputStream().close();
        assertEquals(0, script.waitFor());
        List<String> expected = same(Files.readAllLines(PAGE, UTF_8));
        assertEquals(expected, same(Files.readAllLines(made, UTF_8)));
        assertTrue(expected.stream().filter(line -> line.startsWith("$ kvctl ")).count() >= 20);
    }

    private static List<String> same(List<String> lines) {
        List<String> same = new ArrayList<>();
        for (String line : lines) {
            String each = line;
            each = each.replace(ASKED_AGAIN, "");
            for (Pattern varying : VARYING) each = varying.matcher(each).replaceAll("*");
            same.add(each);
        }
        return same;
    }
}
