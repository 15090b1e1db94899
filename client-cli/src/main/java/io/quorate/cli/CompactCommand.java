package io.quorate.cli;

import io.quorate.client.CompactResult;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

@Command(
        name = "compact",
        description = "Gives up the past before a revision.",
        footer = {
            "",
            "REVISION is then the first that can be read, and the first that a watch can begin at.",
            "What the keys are now does not change. The members remove what they keep of the past",
            "by and by; 'kvctl status -o json' shows how far each is.",
            "",
            "Examples:",
            "  kvctl compact 1000000",
            "  kvctl compact --physical --timeout 5m 1000000"
        })
final class CompactCommand extends Subcommand {

    /** How often a command that waits looks whether all is removed. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Parameters(index = "0", paramLabel = "REVISION", description = "The first that is kept.")
    private long revision;

    @Option(
            names = "--physical",
            description =
                    "Ends only when every member that is up has removed what it kept, or --timeout"
                            + " has passed: exit code 3.")
    private boolean waits;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        if (revision < 1) throw usage("a revision is 1 or more, not " + revision);
        long deadline = System.nanoTime() + globals().timeout().toNanos();
        CompactResult done = client.history().compact(revision);
        long floor = done.compactedRevision();
        boolean isRemoved = waits && waitUntilRemoved(client, floor, deadline);
        if (wantsJson()) {
            var json = new Json().object().field("compacted_revision", floor);
            if (waits) json.field("removed", isRemoved);
            streams.line(json.header(done.header()).end().toString());
        } else {
            String removed = isRemoved ? ", and removed" : "";
            streams.line("the past before revision " + floor + " is given up" + removed);
        }
        if (!waits || isRemoved) return ExitCode.DONE;
        streams.err().println("kvctl compact: the past is given up, but not all removed yet.");
        return ExitCode.UNREACHABLE;
    }

    private boolean waitUntilRemoved(KvClient client, long floor, long deadline) {
        while (!wasInterrupted()) {
            if (isRemoved(client, floor)) return true;
            if (System.nanoTime() + LOOK_NANOS - deadline > 0) return false;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private boolean isRemoved(KvClient client, long floor) {
        try {
            List<CompletableFuture<MemberStatus>> asked = new ArrayList<>();
            for (var peer : ClusterView.ask(client, globals().endpoints()).best().members()) {
                String address = peer.clientAddress();
                if (!address.isEmpty()) asked.add(client.statusAsync(address));
            }
            return asked.stream().allMatch(each -> isRemovedOrDown(each, floor));
        } catch (KvException nobodyAnswers) {
            return false;
        }
    }

    private static boolean isRemovedOrDown(CompletableFuture<MemberStatus> asked, long floor) {
        try {
            return asked.join().removedRevision() >= floor;
        } catch (CompletionException isDown) {
            return true;
        }
    }
}
