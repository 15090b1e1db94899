package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.Test;

class KeySpanTest {

    @Test
    void aKeysSpanHoldsItAndNoOther() {
        KeySpan span = KeySpan.ofKey(1, key("a"));
        assertTrue(span.contains(row(1, "a")));
        assertFalse(span.contains(row(1, "a\0")));
        assertFalse(span.contains(row(1, "b")));
        assertFalse(span.contains(row(2, "a")));
        assertTrue(span.isOneKey());
    }

    @Test
    void aRangesSpanHoldsItsStartAndNotItsEnd() {
        KeySpan span = KeySpan.ofRange(1, key("a"), key("c"));
        assertTrue(span.contains(row(1, "a")));
        assertTrue(span.contains(row(1, "b\0x")));
        assertFalse(span.contains(row(1, "c")));
        assertFalse(span.contains(row(2, "b")));
        assertFalse(span.isOneKey());
    }

    @Test
    void aSpanWithoutBoundsHoldsItsKeyspaceAlone() {
        KeySpan span = KeySpan.ofRange(2, Bytes.EMPTY, Bytes.EMPTY);
        assertFalse(span.contains(row(1, "z")));
        assertTrue(span.contains(row(2, "\0")));
        assertFalse(span.contains(row(3, "\0")));
    }

    @Test
    void aRangeOfOnePossibleKeyIsNoKey() {
        assertFalse(KeySpan.ofRange(1, key("a"), key("a\0")).isOneKey());
        assertEquals(KeySpan.ofKey(1, key("a")), KeySpan.ofKey(1, key("a")));
    }

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    private static Bytes row(int keyspace, String text) {
        return Rows.latest(keyspace, key(text));
    }
}
