package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class LimitsTest {

    @Test
    void allowsKeysAndValuesUpToTheirLimits() {
        assertEquals(Optional.empty(), Limits.whyInvalid(put(1, 0)));
        assertEquals(
                Optional.empty(),
                Limits.whyInvalid(put(Limits.KEY_BYTES_MAX, Limits.VALUE_BYTES_MAX)));
        assertEquals(
                Optional.empty(),
                Limits.whyInvalid(new Command.Delete(1, bytes(Limits.KEY_BYTES_MAX))));
    }

    @Test
    void saysWhyACommandMustNotBeProposed() {
        assertEquals(Optional.of("the key is empty"), Limits.whyInvalid(put(0, 1)));
        assertEquals(
                Optional.of("the key has 8193 bytes, of at most 8192"),
                Limits.whyInvalid(put(8_193, 1)));
        assertEquals(
                Optional.of("the value has 1048577 bytes, of at most 1048576"),
                Limits.whyInvalid(put(1, 1_048_577)));
        assertEquals(
                Optional.of("the key is empty"),
                Limits.whyInvalid(new Command.Delete(1, Bytes.EMPTY)));
    }

    @Test
    void allowsAnEmptyBoundOfARange() {
        assertEquals(Optional.empty(), Limits.whyInvalidBound(Bytes.EMPTY));
        assertEquals(
                Optional.of("the key has 8193 bytes, of at most 8192"),
                Limits.whyInvalidBound(bytes(8_193)));
    }

    private static Command put(int keyBytes, int valueBytes) {
        return new Command.Put(Keyspaces.DEFAULT, bytes(keyBytes), bytes(valueBytes));
    }

    private static Bytes bytes(int size) {
        return Bytes.wrap(new byte[size]);
    }
}
