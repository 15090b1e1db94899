package io.quorate.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.StatusRuntimeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The hand-written messages against a real etcd, where one is installed. */
@Timeout(60)
final class EtcdTargetTest {

    @Test
    void etcdIsPutToReadFromAndAskedWhoLeads(@TempDir Path directory) throws Exception {
        Path etcd = Path.of("/usr/bin/etcd");
        assumeTrue(Files.isExecutable(etcd), "etcd is not installed");
        int port = freePort();
        int peerPort = freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + peerPort;
        Process process =
                new ProcessBuilder(
                                etcd.toString(),
                                "--name",
                                "n0",
                                "--data-dir",
                                directory.resolve("data").toString(),
                                "--listen-client-urls",
                                client,
                                "--advertise-client-urls",
                                client,
                                "--listen-peer-urls",
                                peer,
                                "--initial-advertise-peer-urls",
                                peer,
                                "--initial-cluster",
                                "n0=" + peer)
                        .redirectErrorStream(true)
                        .redirectOutput(new File(directory.toFile(), "log"))
                        .start();
        try (var target = new EtcdTarget(List.of("127.0.0.1:" + port))) {
            awaitLeader(target);
            target.followLeader();
            byte[] key = "k".getBytes(StandardCharsets.UTF_8);
            byte[] value = {1, 2, 3};
            target.put(0, key, value, 5_000);
            assertArrayEquals(value, target.get(0, key, false, 5_000).value());
            assertArrayEquals(value, target.get(0, key, true, 5_000).value());
            Report puts = new ClosedLoop(target.puts(50, 16), 8, 50).once();
            assertEquals(50, puts.latencies().getTotalCount());
            Report gets = new ClosedLoop(target.gets(50, false), 8, 50).once();
            assertEquals(50, gets.latencies().getTotalCount());
            assertArrayEquals(
                    KvTarget.value(49, 16),
                    target.get(0, EtcdTarget.key(49), false, 5_000).value());
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        }
    }

    private static void awaitLeader(EtcdTarget target) {
        while (true) {
            try {
                if (target.leaderOfAll() == 0) return;
            } catch (StatusRuntimeException notYet) {
                Thread.yield();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
