package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.Floors;
import io.quorate.client.core.Floors.Place;

import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tokens as text that is carried anywhere. */
final class TokenTest {

    private static final Token TOKEN = token(7, 0, 5, 9);

    static Token token(long clusterId, long epoch, long read, long write) {
        return Token.of(
                Floors.NONE
                        .afterRead(new Place(clusterId, epoch, read))
                        .afterWrite(new Place(clusterId, epoch, write)));
    }

    @Test
    void itsTextIsReadBackAndHasNothingThatAShellWouldChange() {
        assertEquals(TOKEN, Token.parse(TOKEN.toString()));
        assertEquals(TOKEN, Token.parse("  " + TOKEN + "\n"));
        assertEquals(Token.NONE, Token.parse(Token.NONE.toString()));
        assertTrue(TOKEN.toString().matches("q1\\.[A-Za-z0-9_-]{20,60}"), TOKEN.toString());
    }

    @Test
    void vectorsOfQuorumKeyspacesTravelToo() {
        SortedMap<String, SortedMap<String, Long>> vectors = new TreeMap<>();
        for (int i = 0; i < Floors.VECTORS_MAX; i++) {
            var counters = new TreeMap<String, Long>();
            counters.put("n1", (long) i);
            counters.put("n2", 1L << 40);
            vectors.put("keyspace" + i, counters);
        }
        Token token = Token.of(new Floors(7, 2, new TreeMap<>(), vectors));
        assertEquals(vectors, Token.parse(token.toString()).floors().vectors());
    }

    @Test
    void whatWasCutIsRefusedAtEveryLength() {
        String text = TOKEN.toString();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            if (cut.equals("q1.")) continue;
            assertThrows(IllegalArgumentException.class, () -> Token.parse(cut), cut);
        }
    }

    @Test
    void whatWasMangledIsRefusedWhicheverBitItWas() {
        byte[] bytes = TOKEN.bytes().toByteArray();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] mangled = bytes.clone();
            mangled[bit / 8] ^= (byte) (1 << bit % 8);
            String text = "q1." + Base64.getUrlEncoder().withoutPadding().encodeToString(mangled);
            assertThrows(IllegalArgumentException.class, () -> Token.parse(text), "bit " + bit);
        }
    }

    @Test
    void itIsPrintedInWords() {
        assertEquals("a session that has met nothing yet", Token.NONE.words());
        assertEquals(
                "a session of cluster 0000000000000007: it has seen revision 5 and written revision"
                        + " 9",
                TOKEN.words());
        assertTrue(token(7, 2, 1, 1).words().contains("restored 2 times"));
    }

    @Test
    void mergingTakesTheGreaterOfEveryTwo() {
        assertEquals(token(7, 0, 8, 9), TOKEN.merge(token(7, 0, 8, 2)));
        assertThrows(IllegalArgumentException.class, () -> TOKEN.merge(token(8, 0, 1, 1)));
    }
}
