package io.quorate.cli;

import io.quorate.client.Keyspace;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;

import java.io.IOException;

@Command(
        name = "list",
        description = "Prints the keyspaces, one a line.",
        footer = {"", "Examples:", "  kvctl keyspace list"})
final class KeyspaceListCommand extends Subcommand {

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        for (Keyspace keyspace : client.keyspaces().list().keyspaces()) {
            streams.line(wantsJson() ? KeyspaceAnswers.json(keyspace) : keyspace.name());
        }
        return ExitCode.DONE;
    }
}
