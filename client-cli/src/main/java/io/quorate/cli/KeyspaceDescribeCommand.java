package io.quorate.cli;

import io.quorate.client.KeyspaceResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "describe",
        description = "Prints what a keyspace holds and may hold.",
        footer = {"", "Examples:", "  kvctl keyspace describe orders"})
final class KeyspaceDescribeCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        KeyspaceResult result = client.keyspaces().describe(name);
        streams.line(KeyspaceAnswers.text(result, wantsJson()));
        return ExitCode.DONE;
    }
}
