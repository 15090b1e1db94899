package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.KvClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code kvd} refuses to start with: it says why, ends, and has changed nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RefusedStartIT {

    private static final int CANNOT_START = 1;
    private static final int USAGE = 2;

    private final Path directory = Distribution.freshDirectory("refused-start");

    /** A node that ran alone and holds a thousand keys; stopped. Its data is copied, never used. */
    private final KvdProcess used = new KvdProcess("n1", directory.resolve("used"));

    @BeforeAll
    void runANode() throws IOException {
        Files.createDirectories(directory.resolve("used"));
        used.start(used.member());
        used.awaitReady();
        try (var client = KvClient.of(used.clientAddress())) {
            for (int i = 0; i < 1_000; i++) {
                client.put(Bytes.utf8("key-" + i), Bytes.utf8("value-" + i));
            }
        }
        assertEquals(0, used.terminate(), used.log());
    }

    @AfterAll
    void endTheNode() {
        used.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --frobnicate 1                                                       | --frobnicate
        --id n1 --id n2                                                      | --id
        --id n9 --initial-cluster n1=127.0.0.1:7201,n2=127.0.0.1:7202        | n9
        --id n1 --initial-cluster n1=127.0.0.1:7201,n2=127.0.0.1:7201        | 127.0.0.1:7201
        --id n1 --initial-cluster n1=127.0.0.1:7201 --peer-listen 0.0.0.0:9  | contradicts
        --client-listen 127.0.0.1:7101 --http-listen 127.0.0.1:7101          | 127.0.0.1:7101
        --client-listen 127.0.0.1:65536                                      | 65536
        """)
    void aCommandLineThatMakesNoSenseTouchesNothing(String flags, String named) {
        Path dataDir = directory.resolve("untouched");
        List<String> arguments = new ArrayList<>(List.of(flags.split(" ")));
        if (!flags.contains("--data-dir")) {
            arguments.addAll(List.of("--data-dir", dataDir.toString()));
        }
        Finished kvd = Finished.run("kvd", arguments.toArray(String[]::new));
        assertEquals(USAGE, kvd.exitCode(), kvd::toString);
        assertTrue(kvd.err().contains(named), kvd::toString);
        assertEquals("", kvd.text());
        assertFalse(Files.exists(dataDir));
    }

    @Test
    void anUnknownVariableIsASlipAndNotIgnored() {
        Finished kvd =
                Finished.run("kvd", Map.of("KVD_INITAL_CLUSTER", "n1=127.0.0.1:1"), new byte[0]);
        assertEquals(USAGE, kvd.exitCode(), kvd::toString);
        assertTrue(kvd.err().contains("KVD_INITIAL_CLUSTER"), kvd::toString);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        for (String listener : List.of("--client-listen", "--peer-listen", "--http-listen")) {
            var node = new KvdProcess("n1", directory.resolve("port" + listener));
            List<String> flags = node.flags(node.member());
            String address = flags.get(flags.indexOf(listener) + 1);
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            try (var taken = new ServerSocket()) {
                taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                Finished kvd = Finished.run("kvd", flags.toArray(String[]::new));
                assertEquals(CANNOT_START, kvd.exitCode(), kvd::toString);
                assertTrue(kvd.err().contains(address), kvd::toString);
            } finally {
                node.close();
            }
        }
    }

    @Test
    void aDirectoryThatAnotherProcessHasIsLeftAlone() {
        try (var cluster = LocalCluster.started("refused-start-locked", 1)) {
            KvdProcess owner = cluster.node("n1");
            var second = new KvdProcess("n1", owner.dataDir().getParent());
            List<String> flags = second.flags(second.member());
            Finished kvd = Finished.run("kvd", flags.toArray(String[]::new));
            assertEquals(CANNOT_START, kvd.exitCode(), kvd::toString);
            assertTrue(kvd.err().contains("locked"), kvd::toString);
            owner.awaitReady();
            second.close();
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("a-file"), "not a directory");
        for (Path dataDir : List.of(file, Path.of("/proc/quorate"), readOnly())) {
            Finished kvd = startOn(dataDir, "n1", used.member());
            assertTrue(kvd.exitCode() == CANNOT_START || kvd.exitCode() == USAGE, kvd::toString);
            assertTrue(kvd.err().contains(dataDir.toString()), kvd::toString);
        }
    }

    /** A directory without write permission; for root, to whom permissions mean nothing, sysfs. */
    private Path readOnly() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("read-only"));
        assertTrue(closed.toFile().setWritable(false));
        return Files.isWritable(closed) ? Path.of("/sys") : closed;
    }

    @Test
    void theDataOfAnotherNodeIsRefused() {
        refuses(copyOfUsed("another-node"), "n2", used.member() + ",n2=127.0.0.1:9", "node n1");
    }

    @Test
    void theDataOfAnotherClusterIsRefused() {
        String larger = used.member() + ",n2=127.0.0.1:9";
        refuses(copyOfUsed("another-cluster"), "n1", larger, "belongs to cluster");
    }

    @Test
    void theDataOfALaterVersionIsRefused() throws IOException {
        Path dataDir = copyOfUsed("later-version");
        Path identity = dataDir.resolve("identity");
        Files.writeString(
                identity, Files.readString(identity).replaceFirst("format 1", "format 999"));
        refuses(dataDir, "n1", used.member(), "later version");
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsRefused() throws IOException {
        Path dataDir = Files.createDirectory(directory.resolve("something-else"));
        Files.writeString(dataDir.resolve("thesis.tex"), "\\chapter{One}");
        refuses(dataDir, "n1", used.member(), "thesis.tex");
    }

    @Test
    void aJournalThatIsGoneIsRefused() {
        Path dataDir = copyOfUsed("journal-gone");
        Distribution.deleteTree(dataDir.resolve("journal"));
        refuses(dataDir, "n1", used.member(), "journal");
    }

    /**
     * One bit in the first tenth of what is written: valid batches follow, so nothing tore it.
     * There is nobody to repair it from.
     */
    @Test
    void aJournalWithDamageInItsMiddleIsRefusedByWhoIsAloneAndNotCut() throws IOException {
        Path dataDir = copyOfUsed("journal-damaged");
        Path segment = firstSegment(dataDir);
        flipBit(segment, lastWritten(segment) / 10);
        byte[] before = Files.readAllBytes(segment);
        Finished kvd = startOn(dataDir, "n1", used.member());
        assertTrue(kvd.exitCode() != 0 && kvd.exitCode() != USAGE, kvd::toString);
        assertTrue(kvd.err().contains(segment.getFileName().toString()), kvd::toString);
        assertArrayEquals(before, Files.readAllBytes(segment));
    }

    private void refuses(Path dataDir, String id, String cluster, String named) {
        Tree before = Tree.of(dataDir);
        Finished kvd = startOn(dataDir, id, cluster);
        assertTrue(kvd.exitCode() != 0 && kvd.exitCode() != USAGE, kvd::toString);
        assertTrue(kvd.err().contains(named), kvd::toString);
        assertEquals(before, Tree.of(dataDir), "the data directory");
    }

    private Finished startOn(Path dataDir, String id, String cluster) {
        return Finished.run(
                "kvd",
                "--id",
                id,
                "--data-dir",
                dataDir.toString(),
                "--client-listen",
                used.clientAddress(),
                "--http-listen",
                used.httpAddress(),
                "--initial-cluster",
                cluster);
    }

    private Path copyOfUsed(String name) {
        Path copy = directory.resolve(name);
        Tree.copy(used.dataDir(), copy);
        return copy;
    }

    private static Path firstSegment(Path dataDir) throws IOException {
        try (var files = Files.list(dataDir.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The position of the last byte of a preallocated file that is not zero. */
    private static long lastWritten(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length - 1; i >= 0; i--) if (bytes[i] != 0) return i;
        throw new AssertionError(file + " holds nothing");
    }

    private static void flipBit(Path file, long position) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            channel.write(one, position);
        }
    }
}
