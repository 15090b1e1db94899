package io.quorate.cli.bench;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.quorate.client.Batching;
import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.RequestOptions;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One round of a comparison: the same loads, in the same order, on Quorate or on etcd. Prints one
 * line of JSON for each.
 *
 * <p>Arguments: store (quorate or etcd), endpoints, warm-up seconds, measured seconds.
 */
public final class StoreBench {

    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final int CLIENTS = 256;

    private final long warmUpNanos;
    private final long nanos;

    private StoreBench(long warmUpSeconds, long seconds) {
        warmUpNanos = TimeUnit.SECONDS.toNanos(warmUpSeconds);
        nanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] args) throws InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        List<String> endpoints = List.of(args[1].split(","));
        var bench = new StoreBench(Long.parseLong(args[2]), Long.parseLong(args[3]));
        switch (args[0]) {
            case "quorate" -> bench.quorate(endpoints);
            case "etcd" -> bench.etcd(endpoints);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private void quorate(List<String> endpoints) throws InterruptedException {
        var options = RequestOptions.defaults().withTimeout(Duration.ofSeconds(10));
        try (var client =
                KvClient.builder()
                        .endpoints(endpoints)
                        .options(options)
                        .batching(Batching.NEVER)
                        .build()) {
            findLeader(client);
            var target = new KvTarget(client, VALUE_BYTES);
            measure(target.puts(), target.gets());
        }
    }

    /** A write finds who leads; an election may be going on. */
    private static void findLeader(KvClient client) {
        while (true) {
            try {
                client.put(Bytes.utf8("bench/leader"), Bytes.EMPTY);
                return;
            } catch (KvException notYet) {
                System.err.println("looking for the leader: " + notYet.getMessage());
            }
        }
    }

    private void etcd(List<String> endpoints) throws InterruptedException {
        try (var etcd = new EtcdTarget(endpoints)) {
            etcd.followLeader();
            measure(etcd.puts(KEYS, VALUE_BYTES), etcd.gets(KEYS, false));
        }
    }

    /**
     * Every key is put first, so that every get finds one. One client comes last, when all is warm.
     */
    private void measure(Target puts, Target gets) throws InterruptedException {
        print("load", new ClosedLoop(puts, CLIENTS, KEYS).once());
        print("put_256", new ClosedLoop(puts, CLIENTS, KEYS).run(warmUpNanos, nanos));
        print("get_256", new ClosedLoop(gets, CLIENTS, KEYS).run(warmUpNanos, nanos));
        print("put_1", new ClosedLoop(puts, 1, KEYS).run(warmUpNanos / 2, nanos));
    }

    private static void print(String load, Report report) {
        System.out.printf(
                Locale.ROOT,
                "{\"load\":\"%s\",\"per_second\":%.1f,\"p50_ms\":%.3f,\"p90_ms\":%.3f,"
                        + "\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,\"errors\":%d}%n",
                load,
                report.throughput(),
                report.millisAt(50),
                report.millisAt(90),
                report.millisAt(99),
                report.millisAt(99.9),
                report.millisAt(100),
                report.errorCount());
    }
}
