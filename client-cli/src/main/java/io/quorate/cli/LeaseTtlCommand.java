package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.LeaseResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "ttl",
        description = "Says how long a lease lasts.",
        footer = {"", "Examples:", "  kvctl lease ttl 17"})
final class LeaseTtlCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
    private long id;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        LeaseResult lease = client.leases().timeToLive(id);
        streams.line(wantsJson() ? LeaseAnswers.json(lease) : LeaseAnswers.words(lease));
        return ExitCode.DONE;
    }
}
