package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.FakeCluster;

import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
final class ShellTest {

    private static final int TYPED_BYTES_MAX = 4096;
    private static final String CTRL_D = "\004";

    private final FakeCluster cluster = new FakeCluster(1);
    @TempDir private Path directory;

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Ran shell(String script, String... args) {
        var environment = Map.of("KVCTL_ENDPOINTS", cluster.member(1).address());
        byte[] in = script.getBytes(StandardCharsets.UTF_8);
        return Ran.with(environment, in, args);
    }

    @Test
    void commandsOfStandardInputAreDoneOverOneConnection() {
        Ran ran =
                shell(
                        """
                        # a comment
                        put greeting 'hello,  world'
                        get greeting
                        range --prefix "gr"

                        delete greeting
                        """,
                        "shell");
        assertEquals(
                "stored, revision 1\nhello,  world\ngreeting\thello,  world\ndeleted, revision 2\n",
                ran.out(),
                ran.err());
        assertEquals(0, ran.code());
        assertEquals(1, cluster.member(1).accepted());
    }

    @Test
    void optionsBeforeItAreDefaultsOfItsCommands() {
        Ran ran = shell("put a b\nget a -o text\n", "-o", "json", "shell");
        assertTrue(ran.out().matches("\\{\"header\".*\\}\nb\n"), ran.out());
    }

    @Test
    void afterAFailureItGoesOnUnlessItIsToldToEnd() {
        assertEquals(0, shell("get nobody\nput a b\n", "shell").code());
        assertEquals(1, cluster.keyCount());
        Ran ended = shell("get nobody\nput c d\n", "shell", "--exit-on-failure");
        assertEquals(1, ended.code());
        assertEquals("", ended.out());
        assertEquals(1, cluster.keyCount());
        assertEquals(1, shell("put a b\nget nobody\n", "shell").code(), "the last one's");
        assertEquals(0, shell("put a b\nexit\nget nobody\n", "shell").code());
    }

    @Test
    void wrongLinesAreToldAndChangeNothing() {
        assertEquals(2, shell("put a 'b\n", "shell").code());
        assertEquals(2, shell("shell\n", "shell").code());
        assertEquals(2, shell("fetch a\n", "shell").code());
        Ran input = shell("put a -\n", "shell");
        assertEquals(5, input.code());
        assertTrue(input.err().contains("the put was not done"), input.err());
        assertTrue(shell("help put\n", "shell").out().contains("kvctl put picture -"));
        assertEquals(0, cluster.keyCount());
        assertEquals(2, Ran.kvctl("shell", "--history", "some").code());
    }

    @Test
    void wordsAreAsInAShell() throws ShellWords.Unfinished {
        assertEquals(List.of("a", "b c", "d"), ShellWords.of("a 'b c'  d # e"));
        assertEquals(List.of("a#b", "", "\"\\x"), ShellWords.of("a#b '' \"\\\"\\x\""));
        assertEquals(List.of("a b", "c'd"), ShellWords.of("a\\ b c\"'\"d"));
        assertEquals(
                List.of("if absent(k) then put k v"), ShellWords.of("'if absent(k) then put k v'"));
        assertEquals(List.of(), ShellWords.of("   # nothing"));
        assertThrows(ShellWords.Unfinished.class, () -> ShellWords.of("a \"b"));
        assertThrows(ShellWords.Unfinished.class, () -> ShellWords.of("a\\"));
    }

    /** What a prompt makes of what is typed, line by line, and what it shows. */
    private String typed(
            String keys, ShellPrompt.History history, Optional<Path> file, List<String> lines)
            throws IOException {
        var screen = new ByteArrayOutputStream();
        var in = new PipedInputStream(TYPED_BYTES_MAX);
        var keyboard = new PipedOutputStream(in);
        keyboard.write((keys + CTRL_D).getBytes(StandardCharsets.UTF_8));
        try (Terminal terminal =
                new ExternalTerminal("test", "ansi", in, screen, StandardCharsets.UTF_8)) {
            var prompt =
                    new ShellPrompt(
                            terminal, Kvctl.whole(Ran.streams()).getCommandSpec(), history, file);
            for (var line = prompt.next(); line.isPresent(); line = prompt.next()) {
                lines.add(line.get());
            }
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tabCompletesCommandsAndOptions() throws IOException {
        var lines = new ArrayList<String>();
        typed(
                "transf\tn2\rlease keep\t17\rget --expl\tk\r",
                ShellPrompt.History.none,
                Optional.empty(),
                lines);
        assertEquals("transfer-leader n2", lines.get(0));
        assertEquals("lease keep-alive 17", lines.get(1));
        assertEquals("get --explain k", lines.get(2));
    }

    @Test
    void valuesStayOutOfTheHistoryIfThatIsAskedFor() throws IOException {
        Path file = directory.resolve("history");
        String keys = "put k secret\rget k\r";
        typed(keys, ShellPrompt.History.no_values, Optional.of(file), new ArrayList<>());
        assertTrue(Files.readString(file).contains("get k"));
        assertFalse(Files.readString(file).contains("secret"));
        typed(keys, ShellPrompt.History.all, Optional.of(file), new ArrayList<>());
        assertTrue(Files.readString(file).contains("secret"));
    }
}
