package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Hands over to the script that comes with the distribution. */
@Command(
        name = "playground",
        customSynopsis = {
            "kvctl playground [--detach | --status | --stop] [--fresh] [--port P]",
            "       kvctl playground --end N | --start N | --pause N | --resume N [--port P]"
        },
        description = "Starts three nodes on this machine, to try things out. Ctrl-C ends them.",
        footer = {
            "",
            "Examples:",
            "  kvctl playground",
            "  kvctl playground --detach           leaves the nodes running",
            "  kvctl playground --stop             ends them",
            "  kvctl playground --fresh            begins with empty data",
            "  kvctl playground --pause 3          has node 3 stand still until --resume 3",
            "  kvctl playground --port 8100        clients at 8101 to 8103"
        })
final class PlaygroundCommand implements Callable<Integer> {

    /** The directory of the distribution, as the launcher tells it. */
    private static final String HOME_PROPERTY = "quorate.home";

    @ParentCommand private Kvctl kvctl;

    @Unmatched private List<String> arguments;

    @Override
    public Integer call() throws IOException {
        Path script = Path.of(System.getProperty(HOME_PROPERTY, "."), "bin", "playground.sh");
        if (!Files.isExecutable(script)) {
            kvctl.streams()
                    .err()
                    .println(
                            "kvctl playground: there is no "
                                    + script
                                    + "; in a source tree, run deploy/playground.sh.");
            return ExitCode.NOT_FOUND_OR_REFUSED;
        }
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        if (arguments != null) command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.onExit().join().exitValue();
    }
}
