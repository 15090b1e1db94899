package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.boot.DataDirectoryRefused.Reason;
import io.quorate.core.NodeId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

class DataDirectoryTest {

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final long CLUSTER = 0xfedc_ba98_7654_3210L;

    @TempDir Path temporary;
    private Path path;

    @BeforeEach
    void choosePath() {
        path = temporary.resolve("a").resolve("b");
    }

    @Test
    void aNewDirectoryIsMadeForItsOwnerAloneAndReopens() throws IOException {
        long incarnation;
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            incarnation = made.incarnation();
            assertNotEquals(0, incarnation);
            assertTrue(Files.isDirectory(made.journal()));
            assertTrue(Files.isDirectory(made.store()));
            assertEquals("rwx------", permissions(path));
            assertEquals(List.of(), made.warnings());
        }
        try (var again = DataDirectory.open(path, N1, CLUSTER)) {
            assertEquals(incarnation, again.incarnation());
        }
    }

    @Test
    void theLocaleOfTheMachineIsNotWrittenDown() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            try (var made = DataDirectory.open(path, N1, CLUSTER)) {
                made.knownPeers().record(N2, 1);
            }
            DataDirectory.open(path, N1, CLUSTER).close();
        } finally {
            Locale.setDefault(before);
        }
        DataDirectory.open(path, N1, CLUSTER).close();
    }

    @Test
    void everyDirectoryHasAnIncarnationOfItsOwn() throws IOException {
        try (var one = DataDirectory.open(path, N1, CLUSTER);
                var other = DataDirectory.open(temporary.resolve("c"), N1, CLUSTER)) {
            assertNotEquals(one.incarnation(), other.incarnation());
        }
    }

    @Test
    void aDirectoryInUseIsRefusedAndFreeOnceClosed() throws IOException {
        var open = DataDirectory.open(path, N1, CLUSTER);
        assertRefused(Reason.LOCKED, "is locked by another kvd");
        open.close();
        DataDirectory.open(path, N1, CLUSTER).close();
    }

    @Test
    void aRefusedOpeningKeepsNoLock() throws IOException {
        DataDirectory.open(path, N2, CLUSTER).close();
        assertRefused(Reason.ANOTHER_NODE, "belongs to node n2, and this is node n1");
        DataDirectory.open(path, N2, CLUSTER).close();
    }

    @Test
    void anotherClustersDirectoryIsRefusedWithBothIdsAndTheFlagsToLookAt() throws IOException {
        DataDirectory.open(path, N1, 0x1234L).close();
        String why = assertRefused(Reason.ANOTHER_CLUSTER, "belongs to cluster 0000000000001234");
        assertTrue(why.contains("this is cluster fedcba9876543210"), why);
        assertTrue(why.contains("--initial-cluster or --cluster-name"), why);
    }

    @Test
    void aLaterFormatIsRefusedEvenIfItIsSealedOtherwise() throws IOException {
        DataDirectory.open(path, N1, CLUSTER).close();
        Files.writeString(
                path.resolve("identity"), "quorate data directory, format 2\nsha-256: 00\n");
        assertRefused(Reason.NEWER, "has format 2 of a later version");
    }

    @Test
    void everyFlippedBitOfTheIdentityIsNoticed() throws IOException {
        DataDirectory.open(path, N1, CLUSTER).close();
        Path identity = path.resolve("identity");
        byte[] sound = Files.readAllBytes(identity);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] damaged = sound.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(identity, damaged);
            var refused = assertThrows(DataDirectoryRefused.class, this::open);
            assertTrue(
                    refused.reason() == Reason.DAMAGED || refused.reason() == Reason.NEWER,
                    "bit " + bit + ": " + refused.getMessage());
        }
    }

    @Test
    void everyCutOfTheIdentityIsNoticed() throws IOException {
        DataDirectory.open(path, N1, CLUSTER).close();
        Path identity = path.resolve("identity");
        byte[] sound = Files.readAllBytes(identity);
        for (int length = 0; length < sound.length; length++) {
            Files.write(identity, Arrays.copyOf(sound, length));
            assertRefused(Reason.DAMAGED, "'identity' is damaged");
        }
    }

    @Test
    void aDirectoryWhoseIdentityWasDeletedIsNotTakenForANewOne() throws IOException {
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            Files.writeString(made.journal().resolve("segment"), "votes");
        }
        Files.delete(path.resolve("identity"));
        assertRefused(Reason.DAMAGED, "holds a 'journal' but its 'identity' is gone");
    }

    @Test
    void aDirectoryWhoseJournalOrStoreWasDeletedIsRefused() throws IOException {
        for (String part : List.of("journal", "store")) {
            path = temporary.resolve("without-" + part);
            DataDirectory.open(path, N1, CLUSTER).close();
            Files.delete(path.resolve(part));
            assertRefused(Reason.DAMAGED, "'" + part + "' is gone");
        }
    }

    @Test
    void aStartThatWasCutBeforeTheIdentityStoodIsTakenUp() throws IOException {
        Files.createDirectories(path.resolve("journal"));
        Files.writeString(path.resolve("lock"), "");
        Files.writeString(path.resolve("identity.new"), "quorate da");
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            assertTrue(Files.isDirectory(made.store()));
        }
        try (Stream<Path> files = Files.list(path)) {
            var names = files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(List.of("identity", "journal", "lock", "store"), names);
        }
    }

    @Test
    void somebodyElsesDirectoryIsLeftAsItIs() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("thesis.txt"), "precious");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertRefused(Reason.FOREIGN, "holds files such as 'thesis.txt'");
        assertEquals("rwxr-xr-x", permissions(path));
        assertFalse(Files.exists(path.resolve("lock")));
    }

    @Test
    void aDirectoryOpenToOthersIsClosedToThem() throws IOException {
        DataDirectory.open(path, N1, CLUSTER).close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
        try (var again = DataDirectory.open(path, N1, CLUSTER)) {
            assertEquals(1, again.warnings().size());
            assertTrue(again.warnings().getFirst().contains("(rwxr-x--x)"));
        }
        assertEquals("rwx------", permissions(path));
    }

    @Test
    void aFileOrADanglingLinkInItsPlaceIsRefused() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        assertRefused(Reason.NOT_A_DIRECTORY, "not a directory");
        Files.delete(path);
        Files.createSymbolicLink(path, temporary.resolve("nowhere"));
        assertRefused(Reason.NOT_A_DIRECTORY, "not a directory");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() {
        path = Path.of("/proc/quorate-test");
        assertRefused(Reason.NOT_WRITABLE, "cannot be read and written");
    }

    @Test
    void peersAreRememberedInTheirIncarnation() throws IOException {
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            assertEquals(OptionalLong.empty(), made.knownPeers().incarnationOf(N2));
            made.knownPeers().record(N2, -7);
            made.knownPeers().record(N2, -7);
            made.knownPeers().record(new NodeId("n3"), 8);
        }
        try (var again = DataDirectory.open(path, N1, CLUSTER)) {
            assertEquals(OptionalLong.of(-7), again.knownPeers().incarnationOf(N2));
            assertEquals(OptionalLong.of(8), again.knownPeers().incarnationOf(new NodeId("n3")));
        }
    }

    @Test
    void aPeerIsNeverRewrittenToAnotherIncarnation() throws IOException {
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            KnownPeers peers = made.knownPeers();
            peers.record(N2, 1);
            assertThrows(IllegalArgumentException.class, () -> peers.record(N2, 2));
            assertEquals(OptionalLong.of(1), peers.incarnationOf(N2));
        }
    }

    @Test
    void aDamagedListOfPeersIsRefused() throws IOException {
        try (var made = DataDirectory.open(path, N1, CLUSTER)) {
            made.knownPeers().record(N2, 1);
        }
        Path peers = path.resolve("peers");
        Files.writeString(peers, Files.readString(peers).replace("n2", "n3"));
        assertRefused(Reason.DAMAGED, "'peers' is damaged");
    }

    private DataDirectory open() throws DataDirectoryRefused {
        return DataDirectory.open(path, N1, CLUSTER);
    }

    private String assertRefused(Reason reason, String part) {
        var refused = assertThrows(DataDirectoryRefused.class, this::open);
        assertEquals(reason, refused.reason(), refused.getMessage());
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
        assertTrue(refused.getMessage().contains(path.toString()), refused.getMessage());
        return refused.getMessage();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
