package io.quorate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Command(
        name = "top",
        description = "Shows each member again and again: who leads, who lags, what is written.",
        footer = {
            "",
            "On a terminal the table is refreshed in its place until Ctrl-C; elsewhere it is",
            "printed once. With -o json there is a line for each refresh. Needs no quorum.",
            "ENTRIES/S is how many log entries a member applied in a second since the last",
            "refresh, ANSWER how long its status took to come.",
            "",
            "Examples:",
            "  kvctl top",
            "  kvctl top --interval 500ms",
            "  kvctl top -o json --count 10"
        })
final class TopCommand extends Subcommand {

    /** Members are not to be kept busy with it. */
    private static final Duration INTERVAL_MIN = Duration.ofMillis(100);

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Durations.class,
            description = "Time from one refresh to the next; ${DEFAULT-VALUE} by default.")
    private Duration interval;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many refreshes; 0, the default: never.")
    private long count;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        if (interval.compareTo(INTERVAL_MIN) < 0) throw usage("--interval is at least 100ms");
        if (count < 0) throw usage("--count is not negative: " + count);
        var ended = new CountDownLatch(1);
        interruption().endBy(ended::countDown);
        long left = refreshes(streams);
        TopView view = TopView.first(Roll.call(client, globals().endpoints()), System.nanoTime());
        while (!isEnded(ended)) {
            view = view.next(Roll.call(client, globals().endpoints()), System.nanoTime());
            show(view, streams);
            if (--left == 0) break;
        }
        return view.roll().anyAnswered() ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }

    private long refreshes(Streams streams) {
        if (count > 0) return count;
        return wantsJson() || streams.outIsTerminal() ? Long.MAX_VALUE : 1;
    }

    private void show(TopView view, Streams streams) throws IOException {
        if (wantsJson()) {
            streams.line(view.json());
        } else {
            if (streams.outIsTerminal()) streams.write(HOME_AND_CLEAR.getBytes(UTF_8));
            view.print(streams);
        }
        streams.flush();
    }

    private boolean isEnded(CountDownLatch ended) {
        try {
            return ended.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
