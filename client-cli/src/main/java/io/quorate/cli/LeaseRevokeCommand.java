package io.quorate.cli;

import io.quorate.client.DeleteResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "revoke",
        description = "Ends a lease now, and removes what is attached to it.",
        footer = {"", "Examples:", "  kvctl lease revoke 17"})
final class LeaseRevokeCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
    private long id;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        DeleteResult revoked = client.leases().revoke(id);
        if (wantsJson()) {
            var json = new Json().object().field("lease", id).field("deleted", revoked.count());
            streams.line(json.header(revoked.header()).end().toString());
        } else {
            streams.line("revoked, " + revoked.count() + " keys removed");
        }
        return ExitCode.DONE;
    }
}
