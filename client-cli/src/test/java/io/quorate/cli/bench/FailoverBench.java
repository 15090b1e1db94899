package io.quorate.cli.bench;

import io.grpc.StatusRuntimeException;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;
import io.quorate.client.RequestOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the leader with SIGKILL, again and again, and measures each time how long it takes until a
 * write that was begun after the kill is acknowledged. Prints one line of JSON.
 *
 * <p>Arguments: store (quorate or etcd), endpoints, kills, directory. For the i-th endpoint the
 * directory holds {@code i.pid} and an executable {@code start-i}, which starts the node again and
 * writes its pid.
 */
public final class FailoverBench {

    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What the two stores do differently. */
    private interface Store extends AutoCloseable {

        /** One write, waited for. */
        boolean put(long n);

        /** The index of the endpoint that leads; below zero if not all members are up. */
        int leaderOfAll();

        @Override
        void close();
    }

    private final Store store;
    private final Path directory;
    private final AtomicLong firstAckNanos = new AtomicLong();
    private volatile long killedNanos = Long.MAX_VALUE;
    private volatile boolean over;

    private FailoverBench(Store store, Path directory) {
        this.store = store;
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        List<String> endpoints = List.of(args[1].split(","));
        int kills = Integer.parseInt(args[2]);
        try (Store store = args[0].equals("etcd") ? new Etcd(endpoints) : new Quorate(endpoints)) {
            new FailoverBench(store, Path.of(args[3])).run(kills);
        }
    }

    private void run(int kills) throws IOException, InterruptedException {
        Thread writer = Thread.ofPlatform().start(this::write);
        double[] millis = new double[kills];
        for (int i = 0; i < kills; i++) millis[i] = killOnce();
        over = true;
        writer.join();
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "{\"load\":\"failover\",\"kills\":%d,\"median_ms\":%.0f,\"min_ms\":%.0f,"
                        + "\"max_ms\":%.0f,\"all_ms\":%s}%n",
                kills,
                (sorted[(kills - 1) / 2] + sorted[kills / 2]) / 2,
                sorted[0],
                sorted[kills - 1],
                Arrays.toString(Arrays.stream(millis).mapToLong(Math::round).toArray()));
    }

    private void write() {
        for (long n = 0; !over; n++) {
            long begunNanos = System.nanoTime();
            if (!store.put(n)) continue;
            long killed = killedNanos;
            if (killed == Long.MAX_VALUE || begunNanos - killed < 0) continue;
            firstAckNanos.compareAndSet(0, System.nanoTime());
        }
    }

    private double killOnce() throws IOException, InterruptedException {
        int leader = awaitLeaderOfAll();
        LockSupport.parkNanos(STEADY_NANOS);
        Path pidFile = directory.resolve(leader + ".pid");
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
        firstAckNanos.set(0);
        long killed = System.nanoTime();
        killedNanos = killed;
        node.destroyForcibly();
        while (firstAckNanos.get() == 0) {
            LockSupport.parkNanos(1_000_000);
            if (System.nanoTime() - killed > GIVE_UP_NANOS) {
                throw new IllegalStateException("no write was acknowledged for a minute");
            }
        }
        killedNanos = Long.MAX_VALUE;
        int started =
                new ProcessBuilder(directory.resolve("start-" + leader).toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        if (started != 0) throw new IllegalStateException("node " + leader + " did not start");
        return (firstAckNanos.get() - killed) / 1e6;
    }

    private int awaitLeaderOfAll() {
        long since = System.nanoTime();
        while (System.nanoTime() - since < GIVE_UP_NANOS) {
            int leader = store.leaderOfAll();
            if (leader >= 0) return leader;
            LockSupport.parkNanos(50_000_000);
        }
        throw new IllegalStateException("not all members came up within a minute");
    }

    private static final class Quorate implements Store {

        private static final long LAG_MAX = 1_000;

        private final List<String> endpoints;
        private final KvClient client;

        Quorate(List<String> endpoints) {
            this.endpoints = endpoints;
            var options = RequestOptions.defaults().withTimeout(Duration.ofSeconds(10));
            this.client = KvClient.builder().endpoints(endpoints).options(options).build();
        }

        @Override
        public boolean put(long n) {
            try {
                client.put(Bytes.utf8("failover"), Bytes.utf8(Long.toString(n)));
                return true;
            } catch (KvException failed) {
                return false;
            }
        }

        @Override
        public int leaderOfAll() {
            int leader = -1;
            long commitMax = 0;
            long appliedMin = Long.MAX_VALUE;
            try {
                for (int i = 0; i < endpoints.size(); i++) {
                    MemberStatus status = client.statusAsync(endpoints.get(i)).join();
                    if (status.role() == MemberStatus.Role.LEADER) leader = i;
                    commitMax = Math.max(commitMax, status.commitIndex());
                    appliedMin = Math.min(appliedMin, status.appliedIndex());
                }
            } catch (CompletionException down) {
                return -1;
            }
            return commitMax - appliedMin <= LAG_MAX ? leader : -1;
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Tries one member after the other, each for a tenth of a second. */
    private static final class Etcd implements Store {

        private static final int ATTEMPT_MILLIS = 100;
        private static final byte[] KEY = "failover".getBytes(StandardCharsets.UTF_8);

        private final EtcdTarget etcd;
        private final int members;
        private int member;

        Etcd(List<String> endpoints) {
            this.etcd = new EtcdTarget(endpoints);
            this.members = endpoints.size();
        }

        @Override
        public boolean put(long n) {
            try {
                byte[] value = Long.toString(n).getBytes(StandardCharsets.UTF_8);
                etcd.put(member, KEY, value, ATTEMPT_MILLIS);
                return true;
            } catch (StatusRuntimeException failed) {
                member = (member + 1) % members;
                LockSupport.parkNanos(5_000_000);
                return false;
            }
        }

        @Override
        public int leaderOfAll() {
            try {
                return etcd.leaderOfAll();
            } catch (StatusRuntimeException down) {
                return -1;
            }
        }

        @Override
        public void close() {
            etcd.close();
        }
    }
}
