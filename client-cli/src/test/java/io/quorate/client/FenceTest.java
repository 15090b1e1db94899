package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Fences as text that is carried anywhere. */
final class FenceTest {

    private static final Fence FENCE = new Fence("", Bytes.utf8("jobs/00000011"), 1L << 40);

    @Test
    void itsTextIsReadBackAndHasNothingThatAShellWouldChange() {
        assertEquals(FENCE, Fence.parse(FENCE.toString()));
        assertEquals(FENCE, Fence.parse("  " + FENCE + "\n"));
        assertTrue(FENCE.toString().matches("f1\\.[A-Za-z0-9_-]{20,60}"), FENCE.toString());
        var longest = new Fence("other", Bytes.wrap(new byte[Limits.KEY_BYTES_MAX]), 1);
        assertEquals(longest, Fence.parse(longest.toString()));
    }

    @Test
    void whatWasCutIsRefusedAtEveryLength() {
        String text = FENCE.toString();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> Fence.parse(cut), cut);
        }
    }

    @Test
    void whatWasMangledIsRefusedWhereverItWas() {
        String text = FENCE.toString();
        for (int at = 0; at < text.length() - 1; at++) {
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            String mangled = text.substring(0, at) + other + text.substring(at + 1);
            assertThrows(IllegalArgumentException.class, () -> Fence.parse(mangled), mangled);
        }
    }

    @Test
    void namesARevisionThatThereCanBe() {
        assertThrows(IllegalArgumentException.class, () -> new Fence("", Bytes.utf8("k"), 0));
        assertThrows(IllegalArgumentException.class, () -> new Fence("", Bytes.utf8("k"), -1));
    }
}
