package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class TimeToLiveTest {

    private static final long TTL = Limits.TTL_NANOS_MIN;

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void aKeyGoesWhenItsTimeIsOver() {
        apply(put("a", TTL), put("b", 2 * TTL), put("c", 0));
        assertTrue(lease("a") >= LeaseTable.OF_ONE_KEY_MIN);
        assertTrue(lease("a") != lease("b"));
        apply(new Command.Clock(TTL - 1));
        assertEquals(List.of("a", "b", "c"), keys());
        apply(new Command.Clock(TTL));
        assertEquals(List.of("b", "c"), keys());
        machine = new KeyValueMachine(store);
        assertEquals(OptionalLong.of(2 * TTL), machine.nextDeadline());
        apply(new Command.Clock(2 * TTL));
        assertEquals(List.of("c"), keys());
        assertLeftNothing();
    }

    @Test
    void anotherPutIsAnotherLife() {
        apply(put("a", TTL), put("b", TTL), put("c", TTL));
        apply(new Command.Clock(TTL / 2));
        apply(put("a", TTL), put("b", 0), new Command.Delete(1, Bytes.utf8("c")), put("c", 0));
        assertEquals(1, machine.leases().size());
        apply(new Command.Clock(TTL));
        assertEquals(List.of("a", "b", "c"), keys());
        apply(new Command.Clock(3 * TTL / 2));
        assertEquals(List.of("b", "c"), keys());
        assertLeftNothing();
    }

    @Test
    void withinABatchToo() {
        apply(put("a", TTL), put("a", TTL), put("a", 0), put("b", TTL), put("b", 3 * TTL));
        assertEquals(1, machine.leases().size());
        apply(new Command.Clock(2 * TTL));
        assertEquals(List.of("a", "b"), keys());
        apply(new Command.Delete(1, Bytes.utf8("b")));
        assertLeftNothing();
    }

    @Test
    void keysOfATransactionHaveLivesOfTheirOwn() {
        var nested = new Command.Txn(List.of(), List.of(put("c", 3 * TTL)), List.of());
        apply(
                new Command.Txn(
                        List.of(), List.of(put("a", TTL), put("b", 2 * TTL), nested), List.of()));
        assertEquals(3, machine.leases().size());
        apply(new Command.Clock(TTL));
        assertEquals(List.of("b", "c"), keys());
        apply(new Command.Clock(2 * TTL));
        assertEquals(List.of("c"), keys());
        apply(new Command.Clock(3 * TTL));
        assertLeftNothing();
    }

    @Test
    void aRefusedPutLeavesNothing() {
        var refused =
                new Command.Txn(
                        List.of(),
                        List.of(
                                put("a", TTL),
                                new Command.Put(
                                        1, Bytes.utf8("b"), Bytes.EMPTY, 77, Previous.LEFT_OUT)),
                        List.of());
        assertEquals(
                new Outcome.Refused(new Objection.UnknownLease(77)), apply(refused).getFirst());
        assertEquals(List.of(), keys());
        assertLeftNothing();
    }

    @Test
    void isKeptAndLookedAtLikeAnyLease() {
        apply(put("a", TTL));
        apply(new Command.Clock(TTL / 2));
        assertEquals(
                new Outcome.Leased(lease("a"), TTL, TTL),
                apply(new Command.KeepLease(lease("a"))).getFirst());
        apply(new Command.Clock(TTL));
        assertEquals(List.of("a"), keys());
        assertEquals(
                new Outcome.Deleted(2, 1), apply(new Command.RevokeLease(lease("a"))).getFirst());
        assertEquals(List.of(), keys());
        assertLeftNothing();
    }

    @Test
    void isDoneOnceWithTheLifeOfTheFirst() {
        var client =
                (Outcome.Registered)
                        apply(new Command.RegisterClient(9 * TTL, Command.Order.ANY)).getFirst();
        var once = new Command.Once(client.client(), 1, 1, CommandCodec.encode(put("a", TTL)));
        apply(once);
        long first = lease("a");
        apply(new Command.Clock(TTL / 2), once);
        assertEquals(first, lease("a"));
        apply(new Command.Clock(TTL));
        assertEquals(List.of(), keys());
    }

    @Test
    void dependsOnTheTimeOfTheLog() {
        assertTrue(CommandCodec.dependsOnTime(CommandCodec.encode(put("a", TTL))));
        assertFalse(CommandCodec.dependsOnTime(CommandCodec.encode(put("a", 0))));
        var inner = new Command.Txn(List.of(), List.of(), List.of(put("a", TTL)));
        var outer = new Command.Txn(List.of(), List.of(inner), List.of());
        assertTrue(CommandCodec.dependsOnTime(CommandCodec.encode(outer)));
        var fenced = new Command.Fenced(new Fence(1, Bytes.utf8("lock"), 1), put("a", TTL));
        assertTrue(CommandCodec.dependsOnTime(CommandCodec.encode(fenced)));
    }

    @Test
    void isHeldToItsLimits() {
        assertEquals(Optional.empty(), Limits.whyInvalid(put("a", TTL)));
        assertTrue(Limits.whyInvalid(put("a", TTL - 1)).isPresent());
        assertTrue(Limits.whyInvalid(put("a", Limits.TTL_NANOS_MAX + 1)).isPresent());
        var both = new Command.Put(1, Bytes.utf8("a"), Bytes.EMPTY, 7, TTL, Previous.LEFT_OUT);
        assertTrue(Limits.whyInvalid(both).isPresent());
        long ofAnotherKey = LeaseTable.OF_ONE_KEY_MIN;
        var shared =
                new Command.Put(1, Bytes.utf8("a"), Bytes.EMPTY, ofAnotherKey, Previous.LEFT_OUT);
        assertTrue(Limits.whyInvalid(shared).isPresent());
        assertTrue(Limits.whyInvalid(new Command.GrantLease(ofAnotherKey, TTL)).isPresent());
        assertEquals(Optional.empty(), Limits.whyInvalid(new Command.KeepLease(ofAnotherKey)));
    }

    @Test
    void isRefusedWhenThereAreTooManyLeases() {
        for (int i = 1; i <= Limits.LEASES_MAX; i++) apply(new Command.GrantLease(i, TTL));
        var tooMany = new Outcome.Refused(new Objection.TooManyLeases(Limits.LEASES_MAX));
        assertEquals(tooMany, apply(put("a", TTL)).getFirst());
        assertEquals(List.of(), keys());
        apply(new Command.RevokeLease(5), put("a", TTL));
        assertEquals(List.of("a"), keys());
    }

    private long lease(String key) {
        return machine.get(1, Bytes.utf8(key)).orElseThrow().lease();
    }

    private void assertLeftNothing() {
        assertEquals(List.of(), machine.leases());
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        try (StoreView view = store.view();
                StoreCursor rows =
                        view.cursor(Family.META, LeaseRows.attachedBegin(0), LeaseRows.end())) {
            assertFalse(rows.isValid());
        }
    }

    private static Command.Put put(String key, long ttlNanos) {
        return new Command.Put(1, Bytes.utf8(key), Bytes.utf8("v"), 0, ttlNanos, Previous.LEFT_OUT);
    }

    private List<String> keys() {
        try (KeyValueView view = machine.view();
                RangeCursor cursor = view.range(1, Bytes.EMPTY, Bytes.EMPTY)) {
            return cursor.next(100, 1 << 20).versions().stream()
                    .map(found -> new String(found.key().toArray(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private List<Outcome> apply(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        for (Command command : commands) {
            long index = machine.applied().index() + entries.size() + 1;
            entries.add(Entry.command(1, index, CommandCodec.encode(command)));
        }
        return machine.apply(entries).orElseThrow();
    }
}
