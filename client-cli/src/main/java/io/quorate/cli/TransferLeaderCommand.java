package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.TransferResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "transfer-leader",
        description = "Lets another member lead.",
        footer = {
            "",
            "The leader brings the member up to date and steps down for it; writes wait for a few",
            "milliseconds. A leader that is stopped with SIGTERM does this by itself.",
            "",
            "Examples:",
            "  kvctl transfer-leader          whoever has most of the log",
            "  kvctl transfer-leader n2"
        })
final class TransferLeaderCommand extends Subcommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "",
            description =
                    "The id of the voter that is to lead. Default: whoever has most of the log")
    private String name;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        TransferResult result = MemberChange.result(client.cluster().transferLeadership(name));
        streams.line(
                wantsJson()
                        ? new Json()
                                .object()
                                .field("leader", result.leader())
                                .header(result.header())
                                .end()
                                .toString()
                        : result.leader() + " leads");
        return ExitCode.DONE;
    }
}
