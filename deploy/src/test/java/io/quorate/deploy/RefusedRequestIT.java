package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.client.KvClient;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.GetRequest;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PutRequest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/** What a running node refuses: the caller is told why, nothing of it is in the log, it runs on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RefusedRequestIT {

    private static final int KEY_BYTES_MAX = 8 * 1024;
    private static final int VALUE_BYTES_MAX = 1024 * 1024;

    private LocalCluster cluster;
    private KvdProcess node;
    private KvClient client;
    private ManagedChannel channel;

    @BeforeAll
    void start() {
        cluster = LocalCluster.started("refused-request", 1);
        node = cluster.node("n1");
        client = KvClient.of(node.clientAddress());
        channel = NettyChannelBuilder.forTarget(node.clientAddress()).usePlaintext().build();
    }

    @AfterAll
    void stop() {
        channel.shutdownNow();
        client.close();
        cluster.close();
    }

    @Test
    void keysAndValuesBeyondTheLimitsAreInvalid() {
        var kv = KvGrpc.newBlockingStub(channel);
        ByteString key = ByteString.copyFromUtf8("k");
        ByteString longKey = ByteString.copyFrom(new byte[KEY_BYTES_MAX + 1]);
        ByteString largeValue = ByteString.copyFrom(new byte[VALUE_BYTES_MAX + 1]);
        leavesNothing(
                () -> {
                    for (ByteString bad : List.of(ByteString.EMPTY, longKey)) {
                        refused(() -> kv.put(PutRequest.newBuilder().setKey(bad).build()));
                        refused(() -> kv.get(GetRequest.newBuilder().setKey(bad).build()));
                        refused(() -> kv.delete(DeleteRequest.newBuilder().setKey(bad).build()));
                    }
                    var tooLarge = PutRequest.newBuilder().setKey(key).setValue(largeValue);
                    refused(() -> kv.put(tooLarge.build()));
                });
    }

    private static void refused(Runnable call) {
        var error = assertThrows(StatusRuntimeException.class, call::run);
        assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode(), error.toString());
    }

    @Test
    void keysAndValuesAtTheLimitsAreTaken() {
        byte[] value = new byte[VALUE_BYTES_MAX];
        new Random(7).nextBytes(value);
        String key = "k".repeat(KEY_BYTES_MAX);
        Finished put = kvctl(value, "put", key, "-");
        assertEquals(0, put.exitCode(), put::toString);
        byte[] printed = kvctl("get", key).out();
        assertEquals('\n', printed[VALUE_BYTES_MAX]);
        assertArrayEquals(value, Arrays.copyOf(printed, VALUE_BYTES_MAX));
    }

    @Test
    void aMessageOverTheFrameLimitIsRefusedByTheServer() {
        var kv = KvGrpc.newBlockingStub(channel);
        var huge =
                PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("huge"))
                        .setValue(ByteString.copyFrom(new byte[16 * VALUE_BYTES_MAX]))
                        .build();
        leavesNothing(
                () -> {
                    var error = assertThrows(StatusRuntimeException.class, () -> kv.put(huge));
                    assertEquals(
                            Status.Code.RESOURCE_EXHAUSTED,
                            error.getStatus().getCode(),
                            error.toString());
                });
    }

    @Test
    void bytesThatAreNoProtocolHarmNobody() {
        var random = new Random(42);
        leavesNothing(
                () -> {
                    for (int round = 0; round < 20; round++) {
                        byte[] noise = new byte[1 + random.nextInt(4_096)];
                        random.nextBytes(noise);
                        for (String address :
                                List.of(
                                        node.clientAddress(),
                                        node.peerAddress(),
                                        node.httpAddress())) {
                            send(address, noise);
                        }
                    }
                });
        assertTrue(node.isReady());
    }

    private static void send(String address, byte[] bytes) {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException closedInOurFace) {
            // As good an answer as any: what counts is that the node lives.
        }
    }

    @Test
    void kvctlRefusesBeforeItSends() {
        leavesNothing(
                () -> {
                    assertRefusal(kvctl("put", "", "value"));
                    assertRefusal(kvctl("put", "k".repeat(KEY_BYTES_MAX + 1), "value"));
                    assertRefusal(kvctl(new byte[VALUE_BYTES_MAX + 1], "put", "large", "-"));
                });
    }

    private static void assertRefusal(Finished kvctl) {
        assertTrue(kvctl.exitCode() == 1 || kvctl.exitCode() == 2, kvctl::toString);
        assertTrue(kvctl.err().contains("bytes"), kvctl::toString);
        assertEquals("", kvctl.text());
    }

    @Test
    void kvctlTellsMissingKeysWrongUsageAndDeadServersApart() {
        assertEquals(1, kvctl("get", "no-such-key").exitCode());
        assertEquals(2, kvctl("get").exitCode());
        assertEquals(2, kvctl("fetch", "key").exitCode());
        assertEquals(2, kvctl("get", "--no-such-flag", "key").exitCode());
        String nobody = "127.0.0.1:" + FreePorts.take();
        Finished unreachable =
                Finished.run("kvctl", "--endpoints", nobody, "--timeout", "1s", "get", "key");
        assertEquals(3, unreachable.exitCode(), unreachable::toString);
        assertTrue(unreachable.err().contains(nobody), unreachable::toString);
    }

    @Test
    void kvctlKeepsBytesAsTheyAre() {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) value[i] = (byte) i;
        assertEquals(0, kvctl(value, "put", "--", "-dashes and spaces", "-").exitCode());
        byte[] printed = kvctl("get", "--", "-dashes and spaces").out();
        assertArrayEquals(value, Arrays.copyOf(printed, 256));
        assertEquals(257, printed.length);
        assertEquals('\n', printed[256]);
    }

    private Finished kvctl(String... arguments) {
        return kvctl(new byte[0], arguments);
    }

    private Finished kvctl(byte[] input, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--endpoints";
        all[1] = node.clientAddress();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Finished.run("kvctl", Map.of(), input, all);
    }

    /** The only member leads for good, so that its log grows by nothing but what clients write. */
    private void leavesNothing(Runnable attempt) {
        long before = lastIndex();
        attempt.run();
        assertEquals(before, lastIndex(), "last index of the log");
    }

    private long lastIndex() {
        try {
            return client.statusAsync(node.clientAddress()).get().lastIndex();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }
}
