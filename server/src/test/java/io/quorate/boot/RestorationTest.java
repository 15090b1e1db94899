package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.adapter.file.FileStates;
import io.quorate.adapter.rocks.RocksLimits;
import io.quorate.adapter.rocks.RocksStores;
import io.quorate.adapter.rocks.StoreListener;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.MembersCodec;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Version;
import io.quorate.replica.snapshot.ContentHash;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotFile;
import io.quorate.replica.snapshot.StateShelf;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

class RestorationTest {

    private static final String MEMBERS = "n1=127.0.0.1:7201,n2=127.0.0.1:7202";
    private static final LogId LAST = new LogId(5, 12);

    @TempDir Path directory;
    private Path file;

    /** Ten keys, one of them put twice, and a change of the members, up to {@link #LAST}. */
    @BeforeEach
    void saveAState() throws IOException {
        Path store = directory.resolve("saved");
        file = directory.resolve("backup.qs");
        try (StateShelf shelf =
                StateShelf.open(
                        FileStates.open(store), new RocksStores(store, RocksLimits.DEFAULT))) {
            var state = new KeyValueMachine(shelf.live());
            List<Entry> entries = new ArrayList<>();
            var of = Members.ofVoters(new TreeMap<>(Map.of(new NodeId("old"), "127.0.0.1:9")));
            entries.add(new Entry(new LogId(5, 1), Entry.Kind.MEMBERSHIP, MembersCodec.encode(of)));
            for (int i = 0; i < 10; i++) entries.add(put(i + 2, "key-" + i, "value-" + i));
            entries.add(put(12, "key-0", "again"));
            assertTrue(state.apply(entries).isPresent());
            assertTrue(state.members().isPresent());
            Manifest manifest = shelf.take().orElseThrow();
            Files.write(file, saved(shelf, manifest));
        }
    }

    private static Entry put(long index, String key, String value) {
        var put = new Command.Put(Keyspaces.DEFAULT, Bytes.utf8(key), Bytes.utf8(value));
        return Entry.command(5, index, CommandCodec.encode(put));
    }

    /** As {@code kvctl snapshot save} writes it. */
    private static byte[] saved(StateShelf shelf, Manifest manifest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        byte[] encoded = manifest.encode().toArray();
        out.write("QUORATES".getBytes(StandardCharsets.US_ASCII));
        out.writeInt(1);
        out.writeInt(encoded.length);
        out.write(encoded);
        out.write(hash(encoded));
        for (int i = 0; i < manifest.files().size(); i++) {
            SnapshotFile next = manifest.files().get(i);
            int length = Math.toIntExact(next.bytes());
            if (length == 0) continue;
            out.write(shelf.read(manifest.id(), i, 0, length).orElseThrow().toArray());
        }
        return bytes.toByteArray();
    }

    private static byte[] hash(byte[] content) {
        var hash = new ContentHash();
        hash.add(Bytes.wrap(content));
        return hash.take().toArray();
    }

    private KvdConfig config(String dataDir, String... more) {
        List<String> flags = new ArrayList<>(List.of("--id", "n1", "--initial-cluster", MEMBERS));
        flags.addAll(List.of("--data-dir", directory.resolve(dataDir).toString()));
        flags.addAll(List.of("--journal-segment-size", "8MiB"));
        flags.addAll(List.of(more));
        var run = assertInstanceOf(Kvd.Wish.Run.class, Kvd.read(flags, Map.of()));
        return run.config();
    }

    private KvdConfig restoring(String dataDir) {
        return config(dataDir, "--restore-from", file.toString());
    }

    @Test
    void aNodeBeginsWithTheSavedStateAndTheMembersOfItsOwnCluster() throws Exception {
        KvdConfig config = ItsCluster.of(restoring("n1"));
        for (int start = 1; start <= 2; start++) {
            Storage storage = Storage.open(config, StoreListener.NOBODY);
            assertEquals(LAST, storage.recovered().base());
            assertEquals(LAST.term(), storage.recovered().promise().round());
            assertEquals(List.of(), storage.recovered().tail());
            assertTrue(storage.recovered().tailFollows(), "start " + start);
            assertEquals(config.firstMembers(), storage.recovered().members());
            assertEquals(LAST, storage.state().applied());
            assertEquals(11, storage.state().revision());
            assertEquals(1, storage.state().epoch());
            assertEquals(Bytes.utf8("value-7"), get(storage.state(), "key-7").value());
            assertEquals(2, get(storage.state(), "key-0").version());
            assertEquals(
                    Optional.of(Bytes.utf8("value-0")),
                    storage.state()
                            .getAt(Keyspaces.DEFAULT, Bytes.utf8("key-0"), 10)
                            .map(Version::value));
            storage.journal().close();
            storage.close();
            config = ItsCluster.of(config("n1"));
        }
    }

    private static Version get(KeyValueMachine state, String key) {
        return state.get(Keyspaces.DEFAULT, Bytes.utf8(key)).orElseThrow();
    }

    /** So a node of the cluster that was saved, or a member without the file, is a stranger. */
    @Test
    void theClusterIsAnotherThanTheOneOfTheSameSettingsAndTheSameForWhoeverHasTheFile()
            throws Exception {
        KvdConfig restored = ItsCluster.of(restoring("n1"));
        assertNotEquals(ItsCluster.of(config("plain")).clusterId(), restored.clusterId());
        assertEquals(restored.clusterId(), ItsCluster.of(restoring("elsewhere")).clusterId());
        assertEquals(restored.clusterId(), ItsCluster.of(config("n1")).clusterId(), "later");
    }

    @Test
    void whatIsANodesAlreadyIsLeftAlone() throws Exception {
        KvdConfig plain = ItsCluster.of(config("n1"));
        Storage storage = Storage.open(plain, StoreListener.NOBODY);
        storage.journal().close();
        storage.close();
        assertRefused(restoring("n1"), "is a node's already");
        assertEquals(plain.clusterId(), ItsCluster.of(config("n1")).clusterId());
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsLeftAlone() throws Exception {
        Path dataDir = Files.createDirectory(directory.resolve("n1"));
        Files.writeString(dataDir.resolve("thesis.tex"), "One");
        assertRefused(restoring("n1"), "thesis.tex");
        assertEquals(List.of("thesis.tex"), names(dataDir));
    }

    @Test
    void aFileThatIsNotThereOrNoSnapshotIsRefused() throws Exception {
        Files.delete(file);
        assertRefused(restoring("n1"), "there is no such file");
        Files.writeString(file, "once upon a time there was a file that was no snapshot at all");
        assertRefused(restoring("n1"), "this is no snapshot");
        assertFalse(Files.exists(directory.resolve("n1")));
    }

    @Test
    void aDamagedByteAnywhereLeavesAnEmptyDirectory() throws Exception {
        byte[] sound = Files.readAllBytes(file);
        var random = new SplittableRandom(1);
        List<Integer> positions = new ArrayList<>(List.of(0, 9, 13, 20, sound.length - 1));
        for (int i = 0; i < 15; i++) positions.add(random.nextInt(sound.length));
        for (int position : positions) {
            byte[] damaged = sound.clone();
            damaged[position] ^= 0x10;
            Files.write(file, damaged);
            assertRefused(restoring("n1"), "cannot be restored");
            assertIsAsGoodAsNew("n1");
        }
    }

    @Test
    void aFileThatIsCutShortOrTooLongLeavesAnEmptyDirectory() throws Exception {
        byte[] sound = Files.readAllBytes(file);
        var random = new SplittableRandom(2);
        for (int i = 0; i < 10; i++) {
            Files.write(file, Arrays.copyOf(sound, random.nextInt(sound.length)));
            assertRefused(restoring("n1"), "cannot be restored");
            assertIsAsGoodAsNew("n1");
        }
        Files.write(file, Arrays.copyOf(sound, sound.length + 1));
        assertRefused(restoring("n1"), "behind its end");
        Files.write(file, sound);
        ItsCluster.of(restoring("n1"));
    }

    private static void assertRefused(KvdConfig config, String why) {
        var refused = assertThrows(CannotStart.class, () -> ItsCluster.of(config));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    private void assertIsAsGoodAsNew(String dataDir) throws IOException {
        Path path = directory.resolve(dataDir);
        if (Files.exists(path)) assertEquals(List.of("lock"), names(path));
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(one -> one.getFileName().toString()).toList();
        }
    }
}
