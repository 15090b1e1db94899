package io.quorate.cli;

import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "shell",
        description = "Does commands, one a line, as they are typed or as standard input has them.",
        footer = {
            "",
            "Commands are as on the command line, without 'kvctl' before them; the options before",
            "'shell' are their defaults. One connection to each member is kept. On a terminal,",
            "Tab completes, Ctrl-C interrupts a command, and Ctrl-D or 'exit' ends the shell.",
            "Words may stand in '...' or \"...\"; '#' begins a comment.",
            "",
            "What is typed is kept in ~/.local/state/quorate/kvctl_history (or below",
            "XDG_STATE_HOME), which nobody else can read; '--history no-values' leaves out lines",
            "with put or txn, and '--history none' all. A line that begins with a space is left",
            "out too.",
            "",
            "The exit code is the last command's. 'kvctl' alone on a terminal is 'kvctl shell'.",
            "",
            "Examples:",
            "  kvctl shell",
            "  kvctl --endpoints 10.0.0.1:7101 -o json shell",
            "  kvctl shell --exit-on-failure < commands"
        })
final class ShellCommand implements Callable<Integer> {

    @ParentCommand private Kvctl kvctl;

    @Option(
            names = "--history",
            paramLabel = "WHAT",
            defaultValue = "all",
            description = {
                "What is kept of the lines that are typed: ${COMPLETION-CANDIDATES}.",
                "Default: ${DEFAULT-VALUE}"
            })
    private ShellPrompt.History history;

    @Option(
            names = {"-e", "--exit-on-failure"},
            description = "End at the first command whose exit code is not 0, with that code.")
    private boolean exitOnFailure;

    @Override
    public Integer call() throws IOException {
        Streams streams = kvctl.streams();
        var failing = exitOnFailure ? Shell.Failing.ENDS : Shell.Failing.GOES_ON;
        Map<String, String> defaults = kvctl.globals().environment();
        try (var clients = new Clients.Kept()) {
            var shell = new Shell(streams, defaults, clients, failing);
            return streams.isTalk()
                    ? typed(shell)
                    : shell.run(new ShellScript(streams.in(), kvctl.interruption()));
        }
    }

    private int typed(Shell shell) throws IOException {
        Quiet.logs();
        try (Terminal terminal =
                TerminalBuilder.builder().name("kvctl").system(true).nativeSignals(true).build()) {
            var commands = Kvctl.whole(kvctl.streams()).getCommandSpec();
            return shell.run(new ShellPrompt(terminal, commands, history, historyFile()));
        }
    }

    /** The file, made so that nobody else can read it; empty if there is no place for it. */
    private Optional<Path> historyFile() throws IOException {
        if (history == ShellPrompt.History.none) return Optional.empty();
        Map<String, String> environment = kvctl.streams().environment();
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) return Optional.empty();
        Path base = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
        Path directory = base.resolve("quorate");
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = directory.resolve("kvctl_history");
        var mine = PosixFilePermissions.fromString("rw-------");
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
        }
        Files.setPosixFilePermissions(file, mine);
        return Optional.of(file);
    }
}
