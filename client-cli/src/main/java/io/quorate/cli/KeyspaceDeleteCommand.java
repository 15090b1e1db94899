package io.quorate.cli;

import io.quorate.client.KeyspaceResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "delete",
        description = "Ends a keyspace with all its keys.",
        footer = {"", "Examples:", "  kvctl keyspace delete orders"})
final class KeyspaceDeleteCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        KeyspaceResult result = client.keyspaces().delete(name);
        streams.line(
                wantsJson()
                        ? KeyspaceAnswers.json(result)
                        : "deleted, with " + KeyspaceAnswers.keys(result.keyspace()));
        return ExitCode.DONE;
    }
}
