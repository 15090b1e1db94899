package io.quorate.cli;

import io.quorate.client.KeyspaceResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "create",
        description = "Makes a keyspace.",
        footer = {"", "Examples:", "  kvctl keyspace create orders --max-keys 100000"})
final class KeyspaceCreateCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name;

    @Mixin private KeyspaceOptions options;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        KeyspaceResult result = client.keyspaces().create(name, options.limits());
        streams.line(KeyspaceAnswers.text(result, wantsJson()));
        return ExitCode.DONE;
    }
}
