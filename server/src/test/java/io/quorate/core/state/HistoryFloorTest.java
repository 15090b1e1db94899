package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class HistoryFloorTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final Bytes KEY = Bytes.utf8("k");

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void aCompactionGivesUpWhatIsBeforeItsRevisionAtOnce() {
        puts(10);
        assertEquals(new Outcome.Compacted(7, 10), compact(7));
        assertEquals(7, machine.compactedRevision());
        assertEquals(7, machine.getAt(1, KEY, 7).orElseThrow().modRevision());
        assertThrows(InvariantViolation.class, () -> machine.getAt(1, KEY, 6));
        assertEquals(10, machine.revision());
    }

    @Test
    void aCompactionToTheNewestRevisionLeavesWhatIsNow() {
        puts(3);
        assertEquals(new Outcome.Compacted(3, 3), compact(3));
        forgetAll();
        assertEquals(3, machine.getAt(1, KEY, 3).orElseThrow().modRevision());
        assertEquals(1, changes());
    }

    @Test
    void aCompactionToARevisionThatIsNotThereIsRefused() {
        puts(3);
        assertEquals(new Outcome.Refused(new Objection.FutureRevision(4, 3)), compact(4));
        assertEquals(0, machine.compactedRevision());
    }

    @Test
    void aCompactionToWhereOneWasIsRefused() {
        puts(5);
        compact(4);
        assertEquals(new Outcome.Refused(new Objection.Compacted(4, 4)), compact(4));
        assertEquals(new Outcome.Refused(new Objection.Compacted(2, 4)), compact(2));
        assertEquals(new Outcome.Compacted(5, 5), compact(5));
    }

    @Test
    void aCompactionSeesTheEntriesBeforeItInItsBatch() {
        var outcomes = apply(put(), put(), new Command.Compact(2), new Command.Compact(1));
        assertEquals(new Outcome.Compacted(2, 2), outcomes.get(2));
        assertEquals(new Outcome.Refused(new Objection.Compacted(1, 2)), outcomes.get(3));
    }

    @Test
    void whatAStalledStoreRefusedNeverWas() {
        puts(3);
        store.stall(true);
        List<Entry> entries = entries(new Command.Compact(3), new Command.CompactOlder(1));
        assertEquals(Optional.empty(), machine.apply(entries));
        assertEquals(0, machine.compactedRevision());
        assertEquals(OptionalLong.empty(), machine.historyMarks().newest());
        store.stall(false);
        assertTrue(machine.apply(entries).isPresent());
        assertEquals(3, machine.compactedRevision());
    }

    @Test
    void whatIsGivenUpIsRememberedAndSoAreTheMarks() {
        puts(5);
        at(HOUR);
        puts(5);
        at(2 * HOUR);
        compact(3);
        machine = new KeyValueMachine(store);
        assertEquals(3, machine.compactedRevision());
        assertEquals(OptionalLong.of(HOUR), machine.historyMarks().oldest());
        assertEquals(OptionalLong.of(2 * HOUR), machine.historyMarks().newest());
        assertFalse(machine.historyMarks().isOutrun());
    }

    @Test
    void nothingYoungerThanAskedIsGivenUp() {
        puts(5);
        at(HOUR);
        puts(5);
        at(2 * HOUR);
        puts(5);
        at(25 * HOUR - 1);
        assertEquals(0, machine.compactedRevision());
        at(25 * HOUR);
        assertEquals(5, machine.compactedRevision());
        at(26 * HOUR);
        assertEquals(10, machine.compactedRevision());
        at(1_000 * HOUR);
        assertEquals(15, machine.compactedRevision());
        assertEquals(OptionalLong.empty(), machine.historyMarks().newest());
    }

    @Test
    void aRevisionWhoseAgeIsKnownIsNotMarkedAgain() {
        assertFalse(machine.historyMarks().isOutrun());
        puts(1);
        assertTrue(machine.historyMarks().isOutrun());
        at(HOUR);
        assertFalse(machine.historyMarks().isOutrun());
        at(2 * HOUR);
        assertEquals(OptionalLong.of(HOUR), machine.historyMarks().newest());
    }

    @Test
    void tooManyMarksAreThinnedOutAndGiveUpTheLaterForIt() {
        for (int i = 1; i <= HistoryFloor.MARKS_MAX; i++) {
            puts(1);
            at(i);
        }
        puts(1);
        at(HistoryFloor.MARKS_MAX + 1);
        assertEquals(OptionalLong.of(2), machine.historyMarks().oldest());
        assertEquals(OptionalLong.of(HistoryFloor.MARKS_MAX + 1), machine.historyMarks().newest());
        apply(new Command.Clock(HOUR + 1), new Command.CompactOlder(HOUR));
        assertEquals(0, machine.compactedRevision());
        apply(new Command.Clock(HOUR + 3), new Command.CompactOlder(HOUR));
        assertEquals(2, machine.compactedRevision());
    }

    @Test
    void aPageThatIsRemovedTwiceIsGoneOnce() {
        puts(40);
        compact(35);
        ForgottenPage page;
        try (KeyValueView view = machine.view()) {
            page = view.forgotten(ChangeId.first(0), 20);
        }
        assertEquals(20, page.rows());
        assertEquals(1, page.ways().size());
        for (int i = 0; i < 2; i++) {
            assertTrue(machine.forget(page));
            assertTrue(machine.forget(new ForgottenStretch(ChangeId.first(0), page.next())));
        }
        assertEquals(20, changes());
        forgetAll();
        assertEquals(6, changes());
        for (long at = 35; at <= 40; at++) {
            assertEquals(at, machine.getAt(1, KEY, at).orElseThrow().modRevision());
        }
    }

    @Test
    void aViewThatWasTakenBeforeShowsWhatItShowed() {
        puts(40);
        try (KeyValueView before = machine.view()) {
            compact(40);
            forgetAll();
            for (long at = 1; at <= 40; at++) {
                assertEquals(at, before.getAt(1, KEY, at).orElseThrow().modRevision());
            }
        }
    }

    /** Of the revision of a compaction a watch is still shown all: what it ended, too. */
    @Test
    void theChangesOfTheFloorAreShownWhole() {
        puts(20);
        apply(new Command.Delete(1, KEY));
        puts(20);
        compact(21);
        forgetAll();
        var interest =
                new Interest(KeySpan.ofKey(1, KEY), Interest.Kinds.ALL, Interest.Previous.SHOWN);
        try (KeyValueView view = machine.view()) {
            int all = Integer.MAX_VALUE;
            List<KeyEvent> events = view.changes(interest, ChangeId.first(21), all, all).events();
            assertEquals(21, events.size());
            assertTrue(events.getFirst().version().isEmpty());
            assertEquals(20, events.getFirst().previous().orElseThrow().modRevision());
        }
    }

    private void puts(int count) {
        for (int i = 0; i < count; i++) apply(put());
    }

    /** The time of the log comes to this, and what is older than a day is given up. */
    private void at(long nanos) {
        apply(new Command.Clock(nanos), new Command.CompactOlder(24 * HOUR));
    }

    private Outcome compact(long revision) {
        return apply(new Command.Compact(revision)).getFirst();
    }

    private void forgetAll() {
        try (KeyValueView view = machine.view()) {
            ForgottenPage all = view.forgotten(ChangeId.first(0), Integer.MAX_VALUE);
            assertTrue(machine.forget(all));
            assertTrue(machine.forget(new ForgottenStretch(ChangeId.first(0), all.next())));
        }
    }

    private int changes() {
        int rows = 0;
        try (StoreView view = store.view();
                StoreCursor changes =
                        view.cursor(
                                Family.CHANGES,
                                Rows.change(ChangeId.first(0)),
                                Rows.change(ChangeId.first(Long.MAX_VALUE)))) {
            for (; changes.isValid(); changes.next()) rows++;
        }
        return rows;
    }

    private List<Outcome> apply(Command... commands) {
        return machine.apply(entries(commands)).orElseThrow();
    }

    private List<Entry> entries(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        return entries;
    }

    private static Command put() {
        return new Command.Put(1, KEY, Bytes.utf8("v"));
    }
}
