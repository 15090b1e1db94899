package io.quorate.cli;

import io.quorate.client.CompactResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "compact",
        description = "Gives up the past before a revision.",
        footer = {
            "",
            "REVISION is then the first that can be read, and the first that a watch can begin at.",
            "What the keys are now does not change. The members give the room on their disks back",
            "by and by.",
            "",
            "Examples:",
            "  kvctl compact 1000000"
        })
final class CompactCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "REVISION", description = "The first that is kept.")
    private long revision;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        CompactResult done = client.history().compact(revision);
        if (wantsJson()) {
            var json = new Json().object().field("compacted_revision", done.compactedRevision());
            streams.line(json.header(done.header()).end().toString());
        } else {
            streams.line("the past before revision " + done.compactedRevision() + " is given up");
        }
        return ExitCode.DONE;
    }
}
