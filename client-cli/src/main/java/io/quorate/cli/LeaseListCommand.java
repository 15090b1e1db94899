package io.quorate.cli;

import io.quorate.client.KvClient;

import picocli.CommandLine.Command;

import java.io.IOException;

@Command(
        name = "list",
        description = "Prints the leases that have not ended, an id a line.",
        footer = {"", "Examples:", "  kvctl lease list"})
final class LeaseListCommand extends Subcommand {

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        for (long lease : client.leases().list().leases()) {
            streams.line(
                    wantsJson()
                            ? new Json().object().field("lease", lease).end().toString()
                            : Long.toString(lease));
        }
        return ExitCode.DONE;
    }
}
