package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scripts, sourced by the shell that they are for. */
final class CompletionCommandTest {

    @TempDir private Path directory;

    /** What bash offers for the last of these words. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        Path script = directory.resolve("kvctl");
        Files.write(script, Ran.kvctl("completion", "bash").outBytes());
        String line = String.join(" ", words);
        String ask =
                """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                COMPREPLY=()
                $(complete -p kvctl | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        var command = new ArrayList<>(List.of("bash", "-c", ask, "bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), line + ": " + out);
        return out.lines().map(String::strip).toList();
    }

    @Test
    void bashCompletesCommandsOptionsAndWords() throws Exception {
        assertEquals(List.of("status"), offered("kvctl", "stat"));
        assertEquals(List.of("keep-alive"), offered("kvctl", "lease", "keep"));
        assertTrue(offered("kvctl", "get", "--ex").contains("--explain"));
        assertTrue(offered("kvctl", "verify", "--model", "").contains("sessions"));
    }

    @Test
    void everyCommandIsOffered() throws Exception {
        List<String> all = offered("kvctl", "");
        for (String command : Kvctl.commands()) assertTrue(all.contains(command), command);
    }

    @Test
    void zshIsTheSameScriptForItsOwnFunctions() {
        String bash = Ran.kvctl("completion", "bash").out();
        String zsh = Ran.kvctl("completion", "zsh").out();
        assertTrue(zsh.startsWith("#compdef kvctl\n"), zsh);
        assertTrue(zsh.contains(bash.strip()));
        assertTrue(bash.contains("bashcompinit"), "zsh takes what is bash's");
    }

    @Test
    void anotherShellIsRefused() {
        Ran fish = Ran.kvctl("completion", "fish");
        assertEquals(2, fish.code());
        assertTrue(fish.err().contains("expected one of"), fish.err());
    }
}
