package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class VerifyCommandTest {

    private final FakeCluster cluster = new FakeCluster(1);
    @TempDir private Path directory;

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Ran verify(String... args) {
        var all = new ArrayList<>(List.of("verify", "--endpoints", cluster.member(1).address()));
        all.addAll(List.of(args));
        return Ran.kvctl(all.toArray(String[]::new));
    }

    @Test
    void aStoreThatKeepsItsWordIsFoundToAndIsLeftAsItWas() {
        Ran ran = verify("--seconds", "1", "--keys", "3");
        assertEquals(0, ran.code(), ran.err() + ran.out());
        List<String> verdicts = verdicts(ran);
        assertEquals(4, verdicts.size(), ran.out());
        for (String verdict : verdicts) assertTrue(verdict.contains("  holds, of "), verdict);
        assertEquals(0, cluster.keyCount());
    }

    private static List<String> verdicts(Ran ran) {
        return ran.out()
                .lines()
                .dropWhile(line -> !line.startsWith("CHECKED"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void oneStaleReadIsFoundAndShownWithWhatItMissed() throws IOException {
        cluster.member(1).lieOnce("/r/");
        Path file = directory.resolve("lie");
        Ran ran =
                verify(
                        "--seconds",
                        "1",
                        "--clients",
                        "1",
                        "--keys",
                        "1",
                        "--model",
                        "linearizable",
                        "--history",
                        file.toString());
        assertEquals(7, ran.code(), ran.err() + ran.out());
        assertTrue(ran.out().contains("linearizability     VIOLATED, 1 times"), ran.out());
        List<String> excerpt = excerpt(ran, "order of revisions: unexplained reply");
        assertEquals(3, excerpt.size(), ran.out());
        assertTrue(excerpt.getLast().contains("get r/0 -> "), ran.out());
        for (String write : excerpt.subList(0, 2)) {
            assertTrue(write.matches(" +#\\d+ client 0: put r/0 = .*"), ran.out());
        }
        Ran again = verify("--check", file.toString(), "--model", "linearizable");
        assertEquals(7, again.code());
        assertEquals(excerpt, excerpt(again, "order of revisions: unexplained reply"));
        Ran json = verify("--check", file.toString(), "-o", "json");
        assertEquals(7, json.code());
        assertTrue(json.out().startsWith("{\"holds\":false,\"model\":\"all\","), json.out());
        assertEquals(0, cluster.keyCount());
    }

    /** The operations under a heading. */
    private static List<String> excerpt(Ran ran, String heading) {
        return ran.out()
                .lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("    #"))
                .toList();
    }

    @Test
    void whatWasFoundWrongIsKeptThoughNobodyAskedForIt() throws IOException {
        cluster.member(1).lieOnce("/r/");
        Ran ran = verify("--seconds", "1", "--clients", "1", "--keys", "1");
        assertEquals(7, ran.code(), ran.out());
        String said = "kvctl verify: what was seen is kept in ";
        assertTrue(ran.err().startsWith(said), ran.err());
        Path kept = Path.of(ran.err().strip().substring(said.length()).replaceFirst("\\.$", ""));
        assertEquals(7, verify("--check", kept.toString()).code());
        Files.delete(kept);
    }

    /** Two reads of one session at different members, the second of before the first. */
    @Test
    void aSessionThatIsShownLessThanItHadSeenIsFound() throws IOException {
        Path file = directory.resolve("session");
        Files.writeString(
                file,
                """
                quorate-history 1
                i 0 0 0 0 10 put r/0 a
                e 0 20 ok 1 stored
                i 1 0 0 0 30 put r/0 b
                e 1 40 ok 2 stored
                i 2 1 2 1 50 get r/0 session
                e 2 60 ok 2 found b 2
                i 3 1 2 2 70 get r/0 session
                e 3 80 ok 1 found a 1
                """);
        Ran sessions = verify("--check", file.toString(), "--model", "sessions");
        assertEquals(7, sessions.code(), sessions.err() + sessions.out());
        List<String> excerpt = excerpt(sessions, "session guarantees: monotonic reads");
        assertEquals(4, excerpt.size(), sessions.out());
        assertEquals(0, verify("--check", file.toString(), "--model", "linearizable").code());
    }

    @Test
    void nothingAnsweredIsNothingShown() throws IOException {
        Path file = directory.resolve("empty");
        Files.writeString(file, "quorate-history 1\n");
        assertEquals(3, verify("--check", file.toString()).code());
        cluster.close();
        assertEquals(3, verify("--timeout", "300ms").code());
    }

    @Test
    void wrongInputIsToldBeforeAnythingIsDone() throws IOException {
        Path file = directory.resolve("taken");
        Files.writeString(file, "no history\n");
        assertUsage("--seconds is 1 to 86400, not 0", "--seconds", "0");
        assertUsage("--clients is 1 to 1000, not 1001", "--clients", "1001");
        assertUsage("--keys is 1 to 10000, not 0", "--keys", "0");
        assertUsage("expected one of", "--model", "causal");
        assertUsage("is not a long", "--seed", "x");
        assertUsage("there is a file", "--history", file.toString());
        assertUsage("there is no directory for", "--history", directory + "/no/file");
        assertUsage("there is no file", "--check", directory.resolve("nothing").toString());
        assertUsage("is no history: line 1", "--check", file.toString());
        assertUsage("give either", "--check", file.toString(), "--history", "x");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertUsage("is no history", "--check", file.toString());
        assertFalse(Files.exists(Path.of("x")));
        assertEquals(0, cluster.member(1).asked());
    }

    private void assertUsage(String expected, String... args) {
        Ran ran = verify(args);
        assertEquals(2, ran.code(), ran.err());
        assertTrue(ran.err().contains(expected), ran.err());
    }
}
