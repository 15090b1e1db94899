package io.quorate.cli;

import io.quorate.client.KeyspaceResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "alter",
        description = "Gives a keyspace other limits; those not named stay.",
        footer = {"", "Examples:", "  kvctl keyspace alter orders --max-bytes 0"})
final class KeyspaceAlterCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name;

    @Mixin private KeyspaceOptions options;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        KeyspaceResult result = client.keyspaces().alter(name, options.limits());
        streams.line(KeyspaceAnswers.text(result, wantsJson()));
        return ExitCode.DONE;
    }
}
