package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * In a zsh with a terminal of its own, Tab makes {@code kvctl stat} into {@code kvctl status}: with
 * the script sourced, and with it among zsh's functions, as the distribution has it. What is
 * completed is run, by a function that takes kvctl's place and says what it was given.
 */
@Timeout(120)
class ZshCompletionIT {

    private static final String COMPLETE =
            """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell "autoload -Uz compinit; $1; kvctl() { print -r -- \\"ran: \\$*.\\" }"
            zpty -w -n shell $'kvctl stat\\t--verbose\\n'
            zpty -r shell output '*ran: *--verbose.*'
            print -r -- "$output"
            zpty -d shell
            """;

    private final Path directory = Distribution.freshDirectory("zsh");

    @Test
    void aSourcedScriptCompletes() throws IOException, InterruptedException {
        String kvctl = Distribution.program("kvctl").toString();
        assertCompletes("compinit -D; source <(" + kvctl + " completion zsh)");
    }

    @Test
    void theDistributionsFunctionCompletes() throws IOException, InterruptedException {
        Path functions = Distribution.home().resolve("share/zsh/site-functions");
        assertCompletes("fpath=(" + functions + " $fpath); compinit -u -D");
    }

    private void assertCompletes(String setUp) throws IOException, InterruptedException {
        String zsh = Tool.of("zsh", "zsh").toString();
        Process process =
                new ProcessBuilder(List.of(zsh, "-f", "-c", COMPLETE, "zsh", setUp))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), printed);
        assertTrue(printed.contains("ran: status --verbose."), printed);
    }
}
