package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.LeaseResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Command(
        name = "keep-alive",
        description = "Has a lease last: three times in its time, until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  kvctl lease keep-alive 17",
            "  kvctl lease keep-alive --once 17"
        })
final class LeaseKeepAliveCommand extends Subcommand {

    private static final int TIMES = 3;

    @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
    private long id;

    @Option(names = "--once", description = "Keep it once, and end.")
    private boolean once;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        var ended = new CountDownLatch(1);
        interruption().endBy(ended::countDown);
        while (true) {
            LeaseResult lease = client.leases().keep(id);
            streams.line(wantsJson() ? LeaseAnswers.json(lease) : LeaseAnswers.words(lease));
            streams.flush();
            if (once || isEnded(ended, lease.ttl().toMillis() / TIMES)) return ExitCode.DONE;
        }
    }

    private static boolean isEnded(CountDownLatch ended, long waitMillis) {
        try {
            return ended.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
