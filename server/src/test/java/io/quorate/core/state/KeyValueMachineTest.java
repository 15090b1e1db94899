package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class KeyValueMachineTest {

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void countsARevisionForEachEntryThatChangesSomething() {
        assertEquals(
                List.of(
                        new Outcome.Nothing(),
                        new Outcome.Put(1),
                        new Outcome.Deleted(1, 0),
                        new Outcome.Put(2),
                        new Outcome.Deleted(3, 1),
                        new Outcome.Deleted(3, 0)),
                apply(noOp(), put("a", "1"), delete("b"), put("a", "1"), delete("a"), delete("a")));
        assertEquals(3, machine.revision());
        assertEquals(new LogId(1, 6), machine.applied());
    }

    @Test
    void countsVersionsFromTheKeysLastCreation() {
        apply(put("a", "1"), put("a", "2"), put("b", "x"));
        assertEquals(Optional.of(new Version(bytes("2"), 2, 1, 2, 0)), get("a"));
        apply(delete("a"));
        assertEquals(Optional.empty(), get("a"));
        apply(put("a", "3"));
        assertEquals(Optional.of(new Version(bytes("3"), 5, 5, 1, 0)), get("a"));
    }

    @Test
    void keepsEveryPastRevision() {
        apply(put("a", "1"), put("a", "2"), delete("a"), put("a", "4"));
        List<Optional<Bytes>> values = new ArrayList<>();
        for (long at = 0; at <= 4; at++) {
            values.add(machine.getAt(Keyspaces.DEFAULT, bytes("a"), at).map(Version::value));
        }
        assertEquals(
                List.of(
                        Optional.empty(),
                        Optional.of(bytes("1")),
                        Optional.of(bytes("2")),
                        Optional.empty(),
                        Optional.of(bytes("4"))),
                values);
    }

    @Test
    void haltsOnAGap() {
        apply(put("a", "1"));
        Entry skipping = Entry.command(1, 3, CommandCodec.encode(put("a", "2")));
        assertThrows(InvariantViolation.class, () -> machine.apply(List.of(skipping)));
        Entry again = Entry.command(1, 1, CommandCodec.encode(put("a", "2")));
        assertThrows(InvariantViolation.class, () -> machine.apply(List.of(again)));
    }

    @Test
    void haltsOnACommandThatItDoesNotKnow() {
        Entry unknown = Entry.command(1, 1, Bytes.wrap(new byte[] {1, 99, 0}));
        assertThrows(InvariantViolation.class, () -> machine.apply(List.of(unknown)));
    }

    /** Limits are held before a proposal. What is in the log is applied by every replica. */
    @Test
    void appliesWhatIsInTheLogWhateverItsSize() {
        apply(put("a".repeat(10_000), "v".repeat(2 << 20)));
        assertEquals(1, machine.revision());
        assertEquals(2 << 20, get("a".repeat(10_000)).orElseThrow().value().size());
    }

    @Test
    void changesNothingWhileTheStoreStallsAndGoesOnAfterwards() {
        apply(put("a", "1"));
        store.stall(true);
        List<Entry> entries = entries(put("a", "2"), delete("b"), put("c", "3"));
        assertEquals(Optional.empty(), machine.apply(entries));
        assertEquals(new LogId(1, 1), machine.applied());
        assertEquals(1, machine.revision());
        assertEquals(bytes("1"), get("a").orElseThrow().value());
        store.stall(false);
        assertEquals(
                Optional.of(
                        List.of(new Outcome.Put(2), new Outcome.Deleted(2, 0), new Outcome.Put(3))),
                machine.apply(entries));
        assertEquals(bytes("2"), get("a").orElseThrow().value());
    }

    @Test
    void knowsWhatIsDurableByReadingItBack() {
        apply(put("a", "1"));
        assertEquals(LogId.NONE, machine.durableApplied());
        store.flush();
        apply(put("a", "2"));
        assertEquals(new LogId(1, 1), machine.durableApplied());
        store.crash();
        machine = new KeyValueMachine(store);
        assertEquals(new LogId(1, 1), machine.applied());
        assertEquals(1, machine.revision());
        assertEquals(bytes("1"), get("a").orElseThrow().value());
    }

    @Test
    void showsAViewAsItWasTaken() {
        apply(put("a", "1"));
        try (KeyValueView view = machine.view()) {
            apply(put("a", "2"), put("b", "2"));
            assertEquals(1, view.revision());
            assertEquals(new LogId(1, 1), view.applied());
            assertEquals(List.of("a"), keys(view, "", "", 1));
            assertThrows(InvariantViolation.class, () -> view.getAt(1, bytes("a"), 2));
            assertThrows(
                    InvariantViolation.class, () -> view.rangeAt(1, Bytes.EMPTY, Bytes.EMPTY, 2));
        }
    }

    @Test
    void rangesOverAHalfOpenStretchOfKeys() {
        apply(put("a", "1"), put("b", "1"), put("bb", "1"), put("c", "1"), delete("a"));
        try (KeyValueView view = machine.view()) {
            assertEquals(List.of("b", "bb", "c"), keys(view, "", "", 5));
            assertEquals(List.of("b", "bb"), keys(view, "b", "c", 5));
            assertEquals(List.of(), keys(view, "c", "b", 5));
            assertEquals(List.of("a", "b"), keys(view, "a", "bb", 4));
        }
    }

    @Test
    void endsAPageAtItsBytesAndHoldsOneKeyAtLeast() {
        apply(put("a", "x".repeat(100)), put("b", "x".repeat(100)), put("c", "x".repeat(100)));
        int twoKeys = 2 * (KeyVersion.OVERHEAD_BYTES + 101);
        try (KeyValueView view = machine.view();
                RangeCursor cursor = view.range(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
            Page empty = cursor.next(0, twoKeys);
            assertEquals(List.of(), empty.versions());
            assertEquals(false, empty.last());
            Page first = cursor.next(10, twoKeys);
            assertEquals(2, first.versions().size());
            assertEquals(false, first.last());
            Page last = cursor.next(10, 1);
            assertEquals(1, last.versions().size());
            assertEquals(true, last.last());
            assertEquals(new Page(List.of(), true), cursor.next(10, 1));
        }
    }

    @Test
    void anEpochIsCountedInTheStoreAndMovesNothingElse() {
        apply(put("a", "1"));
        assertEquals(0, machine.epoch());
        store.stall(true);
        assertEquals(false, machine.beginEpoch());
        assertEquals(0, machine.epoch());
        store.stall(false);
        assertEquals(true, machine.beginEpoch());
        assertEquals(true, machine.beginEpoch());
        assertEquals(2, machine.epoch());
        machine = new KeyValueMachine(store);
        assertEquals(2, machine.epoch());
        assertEquals(1, machine.revision());
        assertEquals(Optional.of(new Version(bytes("1"), 1, 1, 1, 0)), get("a"));
    }

    private static List<String> keys(KeyValueView view, String start, String end, long at) {
        try (RangeCursor cursor = view.rangeAt(1, bytes(start), bytes(end), at)) {
            return cursor.next(100, 1 << 20).versions().stream()
                    .map(
                            found ->
                                    new String(
                                            found.key().toArray(),
                                            java.nio.charset.StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private List<Outcome> apply(Object... commands) {
        return machine.apply(entries(commands)).orElseThrow();
    }

    private List<Entry> entries(Object... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Object command : commands) {
            index++;
            entries.add(
                    command instanceof Command known
                            ? Entry.command(1, index, CommandCodec.encode(known))
                            : Entry.noOp(1, index));
        }
        return entries;
    }

    private Optional<Version> get(String key) {
        return machine.get(Keyspaces.DEFAULT, bytes(key));
    }

    private static Command put(String key, String value) {
        return new Command.Put(Keyspaces.DEFAULT, bytes(key), bytes(value));
    }

    private static Command delete(String key) {
        return new Command.Delete(Keyspaces.DEFAULT, bytes(key));
    }

    private static Object noOp() {
        return Outcome.Nothing.class;
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}
