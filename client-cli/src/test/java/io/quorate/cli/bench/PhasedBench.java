package io.quorate.cli.bench;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.quorate.client.Batching;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Puts for as long as its standard input lasts, by one process, which is warm after the first
 * phase. Each line of the input names a phase and begins it; when the next one comes, or the end,
 * the figures of the phase that is over are printed as one line of JSON.
 *
 * <p>Arguments: endpoints, clients, keys, bytes of each value.
 */
public final class PhasedBench {

    /** Longer than any phase. */
    private static final long PHASE_NANOS_MAX = TimeUnit.DAYS.toNanos(1);

    private PhasedBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        int clients = Integer.parseInt(args[1]);
        int keys = Integer.parseInt(args[2]);
        var options = RequestOptions.defaults().withTimeout(Duration.ofSeconds(30));
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var client =
                KvClient.builder()
                        .endpoints(List.of(args[0].split(",")))
                        .options(options)
                        .batching(Batching.NEVER)
                        .build()) {
            var target = new KvTarget(client, Integer.parseInt(args[3]));
            String phase = input.readLine();
            while (phase != null) {
                var loop = new ClosedLoop(target.puts(), clients, keys);
                var ending = new Ending(input, loop);
                Thread reader = Thread.ofPlatform().start(ending);
                Report report = loop.run(0, PHASE_NANOS_MAX);
                reader.join();
                print(phase, report);
                phase = ending.next;
            }
        }
    }

    /** Waits for the next line, and ends the load then. */
    private static final class Ending implements Runnable {

        private final BufferedReader input;
        private final ClosedLoop loop;
        private volatile String next;

        Ending(BufferedReader input, ClosedLoop loop) {
            this.input = input;
            this.loop = loop;
        }

        @Override
        public void run() {
            try {
                next = input.readLine();
            } catch (IOException gone) {
                next = null;
            } finally {
                loop.stop();
            }
        }
    }

    private static void print(String phase, Report report) {
        System.out.printf(
                Locale.ROOT,
                "{\"phase\":\"%s\",\"seconds\":%.1f,\"per_second\":%.1f,\"p50_ms\":%.3f,"
                        + "\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,\"errors\":%d}%n",
                phase,
                report.nanos() / 1e9,
                report.throughput(),
                report.millisAt(50),
                report.millisAt(99),
                report.millisAt(99.9),
                report.millisAt(100),
                report.errorCount());
    }
}
