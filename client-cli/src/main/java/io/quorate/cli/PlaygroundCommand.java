package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "playground",
        description = "Starts three nodes on this machine, to try things out. Ctrl-C ends them.",
        footer = {
            "",
            "Examples:",
            "  kvctl playground",
            "  kvctl playground --detach",
            "  kvctl playground --stop"
        })
final class PlaygroundCommand implements Callable<Integer> {

    /** The directory of the distribution, as the launcher tells it. */
    private static final String HOME_PROPERTY = "quorate.home";

    @ParentCommand private Kvctl kvctl;

    @Option(names = "--detach", description = "Leave the nodes running, and return.")
    private boolean detach;

    @Option(names = "--stop", description = "End the nodes that --detach left running.")
    private boolean stop;

    @Override
    public Integer call() throws IOException, InterruptedException {
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
        List<String> command = new ArrayList<>(List.of(script.toString()));
        if (detach) command.add("--detach");
        if (stop) command.add("--stop");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
