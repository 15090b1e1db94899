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
    void saysWhyAClientsCommandMustNotBeProposed() {
        var id = Optional.of("a client's id is 1 to 2^63 - 1");
        assertEquals(id, Limits.whyInvalid(new Command.KeepClient(0)));
        assertEquals(id, Limits.whyInvalid(new Command.ForgetClient(-1)));
        assertEquals(id, Limits.whyInvalid(once(0, 1, 1)));
        assertEquals(Optional.empty(), Limits.whyInvalid(once(1, 1, 1)));
        assertEquals(Optional.empty(), Limits.whyInvalid(once(1, Limits.SEQUENCE_MAX, 1)));
        var sequence = Optional.of("a sequence is 1 or more, and less than 2^62");
        assertEquals(sequence, Limits.whyInvalid(once(1, 0, 0)));
        assertEquals(sequence, Limits.whyInvalid(once(1, Limits.SEQUENCE_MAX + 1, 1)));
        var lowest =
                Optional.of("the lowest unanswered sequence is between 1 and the change's own");
        assertEquals(lowest, Limits.whyInvalid(once(1, 5, 0)));
        assertEquals(lowest, Limits.whyInvalid(once(1, 5, 6)));
        var badPut = CommandCodec.encode(put(0, 1));
        assertEquals(
                Optional.of("the key is empty"),
                Limits.whyInvalid(new Command.Once(1, 1, 1, badPut)));
        var ttl = Optional.of("a time to live is 1 s to 2592000 s");
        assertEquals(ttl, Limits.whyInvalid(register(999_999_999L)));
        assertEquals(Optional.empty(), Limits.whyInvalid(register(1_000_000_000L)));
        assertEquals(Optional.empty(), Limits.whyInvalid(register(2_592_000_000_000_000L)));
        assertEquals(ttl, Limits.whyInvalid(register(2_592_000_000_000_001L)));
        assertEquals(ttl, Limits.whyInvalid(new Command.GrantLease(0, 0)));
        assertEquals(ttl, Limits.whyInvalid(new Command.GrantLease(0, -1)));
        assertEquals(ttl, Limits.whyInvalid(new Command.GrantLease(0, Long.MAX_VALUE)));
        var lease = Optional.of("a lease's id is less than 2^63 - 1");
        var owner = Optional.of("the id of a lease for keys is less than 2^62");
        assertEquals(owner, Limits.whyInvalid(new Command.GrantLease(-1, 1_000_000_000L)));
        assertEquals(lease, Limits.whyInvalid(new Command.RevokeLease(Long.MAX_VALUE)));
        assertEquals(
                Optional.of("the time is not a client's to say"),
                Limits.whyInvalid(new Command.Clock(1)));
    }

    private static Command once(long client, long sequence, long lowest) {
        return new Command.Once(client, sequence, lowest, CommandCodec.encode(put(1, 1)));
    }

    private static Command register(long ttlNanos) {
        return new Command.RegisterClient(ttlNanos, Command.Order.ANY);
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
