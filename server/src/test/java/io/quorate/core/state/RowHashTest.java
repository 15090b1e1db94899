package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

class RowHashTest {

    private final RowHash hash = new RowHash();

    /**
     * SMHasher's {@code VerificationTest} of {@code MurmurHash3_x64_128}, whose published result is
     * 0x6384BA69: keys of 0 to 255 bytes, each under another seed, and the hash of all the hashes.
     */
    @Test
    void isMurmurHash3() {
        ByteBuffer hashes = ByteBuffer.allocate(256 * 16).order(ByteOrder.LITTLE_ENDIAN);
        byte[] key = new byte[256];
        for (int i = 0; i < 256; i++) {
            key[i] = (byte) i;
            Digest of = hash.of(Bytes.wrap(key.clone(), 0, i), 256 - i);
            hashes.putLong(of.high()).putLong(of.low());
        }
        Digest all = hash.of(Bytes.wrap(hashes.array()), 0);
        assertEquals(0x6384BA69, (int) all.high());
    }

    @Test
    void isTheSameHoweverAValueIsParted() {
        Bytes value = Bytes.wrap(new byte[3_000]);
        Digest whole = hash.of(Family.LATEST, Bytes.utf8("key"), value, Bytes.EMPTY);
        for (int at = 0; at <= value.size(); at += 7) {
            Digest parted =
                    hash.of(
                            Family.LATEST,
                            Bytes.utf8("key"),
                            value.slice(0, at),
                            value.slice(at, value.size()));
            assertEquals(whole, parted);
        }
    }

    @Test
    void tellsAKeyFromItsValueAndFamiliesApart() {
        Digest one = hash.of(Family.LATEST, Bytes.utf8("ab"), Bytes.utf8("c"), Bytes.EMPTY);
        Digest other = hash.of(Family.LATEST, Bytes.utf8("a"), Bytes.utf8("bc"), Bytes.EMPTY);
        Digest meta = hash.of(Family.META, Bytes.utf8("ab"), Bytes.utf8("c"), Bytes.EMPTY);
        assertNotEquals(one, other);
        assertNotEquals(one, meta);
    }
}
