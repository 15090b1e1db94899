package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A saved snapshot is what was saved to the last bit, or it is said that it is not. */
class SavedSnapshotTest {

    private static final byte[] CONTENT = "some rows".getBytes(StandardCharsets.UTF_8);

    private static byte[] manifest() {
        byte[] name = "CURRENT".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer to = ByteBuffer.allocate(36 + 42 + name.length);
        to.putInt(0x51534E50).putInt(1).putLong(3).putLong(70).putLong(50).putInt(1);
        to.putShort((short) name.length).put(name).putLong(CONTENT.length);
        to.put(SavedSnapshot.sha256().digest(CONTENT));
        return to.array();
    }

    private static byte[] saved() throws IOException {
        var out = new ByteArrayOutputStream();
        SavedSnapshot.writeHead(out, manifest());
        out.write(CONTENT);
        return out.toByteArray();
    }

    private static SavedSnapshot check(byte[] bytes) throws IOException {
        return SavedSnapshot.check(new ByteArrayInputStream(bytes));
    }

    @Test
    void saysWhatItHolds() throws IOException {
        SavedSnapshot snapshot = check(saved());
        assertEquals(50, snapshot.revision());
        assertEquals(70, snapshot.index());
        assertEquals(3, snapshot.term());
        assertEquals(CONTENT.length, snapshot.bytes());
        assertEquals("CURRENT", snapshot.files().getFirst().name());
    }

    @Test
    void anyOtherBitIsNoticed() throws IOException {
        byte[] sound = saved();
        for (int bit = 0; bit < 8 * sound.length; bit++) {
            byte[] damaged = sound.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(SavedSnapshot.NotSound.class, () -> check(damaged), "bit " + bit);
        }
    }

    @Test
    void aFileThatIsCutOrGoesOnIsNoticed() throws IOException {
        byte[] sound = saved();
        for (int length = 0; length < sound.length; length++) {
            byte[] cut = Arrays.copyOf(sound, length);
            assertThrows(SavedSnapshot.NotSound.class, () -> check(cut), length + " bytes");
        }
        byte[] longer = Arrays.copyOf(sound, sound.length + 1);
        assertThrows(SavedSnapshot.NotSound.class, () -> check(longer));
    }
}
