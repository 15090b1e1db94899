package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.LeaseResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;

@Command(
        name = "grant",
        description = "Makes a lease and prints its id.",
        footer = {"", "Examples:", "  kvctl lease grant 30s", "  kvctl lease grant --id 17 5m"})
final class LeaseGrantCommand extends Subcommand {

    @Parameters(
            index = "0",
            paramLabel = "TTL",
            converter = Durations.class,
            description = "How long it lasts unless it is kept: 1s to 720h.")
    private Duration ttl;

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "0",
            description = "Its id; one that no lease ever had, if none is given.")
    private long id;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        LeaseResult lease = client.leases().grant(id, ttl);
        streams.line(wantsJson() ? LeaseAnswers.json(lease) : Long.toString(lease.lease()));
        return ExitCode.DONE;
    }
}
