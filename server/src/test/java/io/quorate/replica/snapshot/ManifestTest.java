package io.quorate.replica.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What a manifest says comes back, and what is none is refused, whoever sent it. */
class ManifestTest {

    private static final Bytes HASH = ContentHash.of(Bytes.utf8("content"));

    private static Manifest manifest() {
        return new Manifest(
                new LogId(3, 70),
                50,
                List.of(
                        new SnapshotFile("CURRENT", 16, HASH),
                        new SnapshotFile("000012.sst", 1L << 40, HASH)));
    }

    @Test
    void comesBackFromItsBytes() throws Exception {
        assertEquals(manifest(), Manifest.decode(manifest().encode()));
        assertEquals((1L << 40) + 16, manifest().bytes());
    }

    /** SHA-256 of "content", as sha256sum has it. */
    @Test
    void aContentIsNamedByItsSha256() {
        assertEquals(
                "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
                ContentHash.hex(HASH));
    }

    @Test
    void aSnapshotOfAnotherContentHasAnotherName() {
        List<SnapshotFile> files = manifest().files();
        var other = new SnapshotFile("CURRENT", 16, ContentHash.of(Bytes.utf8("another")));
        assertNotEquals(
                manifest().id(),
                new Manifest(new LogId(3, 70), 50, List.of(other, files.get(1))).id());
        assertNotEquals(manifest().id(), new Manifest(new LogId(4, 70), 50, files).id());
    }

    /** Pitfall of the bad-input list: a name is a path on the receiver's disk. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../x", "a/b", "/etc/passwd", ".x", "a\\b", "a\0b", "\u00e4"})
    void aFilesNameLeadsNowhere(String name) {
        assertThrows(IllegalArgumentException.class, () -> new SnapshotFile(name, 1, HASH));
    }

    @Test
    void twoFilesOfOneNameAreNoSnapshot() {
        var file = new SnapshotFile("CURRENT", 16, HASH);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Manifest(new LogId(3, 70), 50, List.of(file, file)));
    }

    @Test
    void aSnapshotOfNothingIsNone() {
        List<SnapshotFile> files = manifest().files();
        assertThrows(IllegalArgumentException.class, () -> new Manifest(LogId.NONE, 0, files));
        assertThrows(
                IllegalArgumentException.class, () -> new Manifest(new LogId(1, 1), 1, List.of()));
    }

    @Test
    void bytesThatAreNoneAreRefusedAndNothingElseHappens() {
        byte[] sound = manifest().encode().toArray();
        for (int length = 0; length < sound.length; length++) {
            Bytes cut = Bytes.wrap(Arrays.copyOf(sound, length));
            assertThrows(MalformedManifest.class, () -> Manifest.decode(cut));
        }
        Bytes longer = Bytes.wrap(Arrays.copyOf(sound, sound.length + 1));
        assertThrows(MalformedManifest.class, () -> Manifest.decode(longer));
        var random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = sound.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                Bytes tried = Bytes.wrap(bytes);
                assertEquals(tried, Manifest.decode(tried).encode());
            } catch (MalformedManifest refused) {
                assertNotEquals(sound, bytes);
            }
        }
    }
}
