package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class BytesTest {

    private static Bytes of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return Bytes.wrap(bytes);
    }

    @Test
    void thePrefixEndIsTheLeastKeyAfterAllKeysWithThePrefix() {
        assertEquals(of('a', 'c'), of('a', 'b').prefixEnd());
        assertEquals(of('b'), of('a', 0xFF).prefixEnd());
        assertEquals(of(0x80), of(0x7F).prefixEnd());
        assertEquals(Bytes.EMPTY, of(0xFF, 0xFF).prefixEnd());
        assertEquals(Bytes.EMPTY, Bytes.EMPTY.prefixEnd());
    }

    @Test
    void bytesAreOrderedUnsigned() {
        assertTrue(of(0x7F).compareTo(of(0x80)) < 0);
        assertTrue(of('a').compareTo(of('a', 0)) < 0);
    }

    @Test
    void onlyValidUtf8IsText() {
        assertEquals(Optional.of("héllo"), Bytes.utf8("héllo").text());
        assertEquals(Optional.empty(), of(0xFF).text());
        assertEquals(Optional.empty(), of(0xC0, 0x80).text());
    }

    @Test
    void addressesAreReadAndWrongOnesRefused() {
        assertEquals(new HostPort("[::1]", 7101), HostPort.parse("[::1]:7101"));
        assertEquals(new HostPort("db-1.example", 65535), HostPort.parse("db-1.example:65535"));
        for (String wrong :
                new String[] {
                    "",
                    "a",
                    ":1",
                    "a:",
                    "a:0",
                    "a:65536",
                    "a:-1",
                    "a:1x",
                    "::1:7101",
                    "a b:1",
                    "a/b:1"
                }) {
            assertThrows(IllegalArgumentException.class, () -> HostPort.parse(wrong), wrong);
        }
    }
}
