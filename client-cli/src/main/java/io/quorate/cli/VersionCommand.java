package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

import java.util.Optional;
import java.util.concurrent.Callable;

/** The version. Asked for by itself it is answered before picocli and gRPC are loaded. */
@Command(
        name = "version",
        description = "Prints the version of this kvctl.",
        footer = {"", "'kvctl status' shows the versions of the members."})
final class VersionCommand implements Callable<Integer> {

    @ParentCommand private Kvctl kvctl;

    static boolean isAskedBy(String[] args) {
        return args.length == 1 && (args[0].equals("version") || args[0].equals("--version"));
    }

    static String version() {
        String packaged = VersionCommand.class.getPackage().getImplementationVersion();
        return Optional.ofNullable(packaged).orElse("unpackaged");
    }

    static void print(Streams streams) throws Streams.BrokenStream {
        streams.line("kvctl " + version());
    }

    @Override
    public Integer call() throws Streams.BrokenStream {
        if (kvctl.globals().json()) {
            var json = new Json().object().field("name", "kvctl").field("version", version());
            kvctl.streams().line(json.end().toString());
        } else {
            print(kvctl.streams());
        }
        return ExitCode.DONE;
    }
}
