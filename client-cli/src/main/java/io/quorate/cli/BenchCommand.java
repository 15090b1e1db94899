package io.quorate.cli;

import io.quorate.cli.bench.ClosedLoop;
import io.quorate.cli.bench.KvTarget;
import io.quorate.cli.bench.Report;
import io.quorate.cli.bench.Target;
import io.quorate.client.Batching;
import io.quorate.client.KvClient;
import io.quorate.client.Limits;
import io.quorate.client.Transport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

@Command(
        name = "bench",
        description = "Measures the cluster with a closed loop of puts or gets.",
        footer = {
            "",
            "Each client has one request outstanding and sends the next when it is answered: each",
            "by itself, or with --pipeline on a stream of batches. The keys are bench/000000000",
            "and on: this overwrites them. Before gets are measured, every key is put once, unless",
            "--no-load says that this was done before; 'load' does that and nothing else.",
            "",
            "Examples:",
            "  kvctl bench put",
            "  kvctl bench put --clients 1 --seconds 5",
            "  kvctl bench get --keys 1000 --consistency eventual",
            "  kvctl bench put --pipeline --clients 1000",
            "  kvctl bench load --pipeline --keys 10000000 --value-size 100",
            "  kvctl bench get --clients 256 --seconds 30 --warmup 15 -o json"
        })
final class BenchCommand extends Subcommand {

    private static final int KEYS_MAX = 10_000_000;
    private static final int CLIENTS_MAX = 100_000;
    private static final int SECONDS_MAX = 24 * 3600;
    private static final int LOAD_CLIENTS = 256;

    /** More, so that batches form. */
    private static final int LOAD_CLIENTS_PIPELINED = 4_096;

    enum Verb {
        put,
        get,
        load
    }

    @Parameters(index = "0", paramLabel = "put|get|load", description = "What to measure.")
    private Verb verb;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests outstanding at any time. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--value-size",
            paramLabel = "BYTES",
            defaultValue = "256",
            description = "The size of each value. Default: ${DEFAULT-VALUE}")
    private int valueSize;

    @Option(
            names = "--keys",
            paramLabel = "K",
            defaultValue = "100000",
            description = "How many keys, picked at random. Default: ${DEFAULT-VALUE}")
    private int keys;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long to measure. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long to run before measuring. Default: ${DEFAULT-VALUE}")
    private int warmup;

    @Option(names = "--no-load", description = "Do not put every key before gets are measured.")
    private boolean noLoad;

    @Option(names = "--pipeline", description = "Send requests on a stream of batches.")
    private boolean pipeline;

    @Override
    Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    Batching batching() {
        return pipeline ? Batching.ALWAYS : Batching.NEVER;
    }

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        check("--clients", clients, 1, CLIENTS_MAX);
        check("--value-size", valueSize, 0, Limits.VALUE_BYTES_MAX);
        check("--keys", keys, 1, KEYS_MAX);
        check("--seconds", seconds, 1, SECONDS_MAX);
        check("--warmup", warmup, 0, SECONDS_MAX);
        client.get(io.quorate.client.Bytes.utf8(KvTarget.key(0)));
        var target = new KvTarget(client, valueSize);
        try {
            return switch (verb) {
                case put -> measure(target.puts(), streams);
                case get -> {
                    boolean isLoaded = noLoad || load(target, streams).isPresent();
                    yield isLoaded ? measure(target.gets(), streams) : ExitCode.UNREACHABLE;
                }
                case load -> {
                    Optional<Report> report = load(target, streams);
                    if (report.isPresent()) print(report.get(), streams);
                    yield report.isPresent() ? ExitCode.DONE : ExitCode.UNREACHABLE;
                }
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Interruption.EXIT_CODE;
        }
    }

    private void check(String option, long value, long min, long max) {
        if (value >= min && value <= max) return;
        throw usage(option + " is " + min + " to " + max + ", not " + value);
    }

    /** Puts every key once. Empty if that failed, of which the user is told. */
    private Optional<Report> load(KvTarget target, Streams streams)
            throws IOException, InterruptedException {
        int loaders = pipeline ? LOAD_CLIENTS_PIPELINED : LOAD_CLIENTS;
        var loading = new ClosedLoop(target.puts(), Math.min(loaders, keys), keys);
        Report report;
        try (var _ = Progress.show(streams, "loading", loading::soFar)) {
            report = loading.once();
        }
        if (report.errorCount() == 0) return Optional.of(report);
        streams.err()
                .println(
                        "kvctl bench: the keys could not be put: "
                                + report.errors()
                                + "; nothing was measured. See 'kvctl status'.");
        return Optional.empty();
    }

    private int measure(Target target, Streams streams) throws IOException, InterruptedException {
        var loop = new ClosedLoop(target, clients, keys);
        interruption().endBy(loop::stop);
        Report report;
        try (var _ = Progress.show(streams, verb.name(), loop::soFar)) {
            report = loop.run(TimeUnit.SECONDS.toNanos(warmup), TimeUnit.SECONDS.toNanos(seconds));
        }
        print(report, streams);
        if (interruption().hasHappened()) return Interruption.EXIT_CODE;
        return report.latencies().getTotalCount() == 0 ? ExitCode.UNREACHABLE : ExitCode.DONE;
    }

    private void print(Report report, Streams streams) throws IOException {
        if (wantsJson()) {
            streams.line(json(report));
            return;
        }
        streams.line(
                String.format(
                        Locale.ROOT,
                        "%s: %,.0f a second, %d clients, %d-byte values, %,d keys, %.1f s",
                        verb,
                        report.throughput(),
                        clients,
                        valueSize,
                        keys,
                        report.nanos() / 1e9));
        streams.line(
                String.format(
                        Locale.ROOT,
                        "milliseconds: p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f",
                        report.millisAt(50),
                        report.millisAt(90),
                        report.millisAt(99),
                        report.millisAt(99.9),
                        report.millisAt(100)));
        streams.line("errors: " + report.errorCount() + errorsByKind(report));
    }

    private static String errorsByKind(Report report) {
        return report.errors().isEmpty() ? "" : " " + report.errors();
    }

    private String json(Report report) {
        var json =
                new Json()
                        .object()
                        .field("bench", verb.name())
                        .field("clients", clients)
                        .field("value_size", valueSize)
                        .field("keys", keys)
                        .field("consistency", globals().level().name())
                        .field("pipeline", pipeline)
                        .field("seconds", report.nanos() / 1e9, 3)
                        .field("operations", report.latencies().getTotalCount())
                        .field("per_second", report.throughput(), 1)
                        .object("milliseconds")
                        .field("p50", report.millisAt(50), 3)
                        .field("p90", report.millisAt(90), 3)
                        .field("p99", report.millisAt(99), 3)
                        .field("p99.9", report.millisAt(99.9), 3)
                        .field("max", report.millisAt(100), 3)
                        .end()
                        .object("errors");
        report.errors().forEach(json::field);
        return json.end().end().toString();
    }
}
