package io.quorate.replica.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.MemoryStore;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class KeepingTest {

    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());

    @Test
    void whatIsKeptForEverIsNeverGivenUp() {
        var keeping = new Keeping(state, new HistoryKeep.Forever());
        puts(1_000);
        assertEquals(Optional.empty(), keeping.due(0, OptionalLong.of(1_000 * HOUR)));
    }

    @Test
    void onlyWhoLeadsAndKnowsTheTimeHasThePastGivenUp() {
        var keeping = new Keeping(state, new HistoryKeep.Newest(10));
        puts(1_000);
        assertEquals(Optional.empty(), keeping.due(0, OptionalLong.empty()));
    }

    @Test
    void soManyRevisionsAreKeptBeforeTheNewest() {
        var keeping = new Keeping(state, new HistoryKeep.Newest(10));
        puts(10);
        assertEquals(Optional.empty(), due(keeping, 0));
        puts(5);
        assertEquals(Optional.of(new Command.Compact(5)), due(keeping, SECOND));
        apply(new Command.Compact(5));
        assertEquals(Optional.empty(), due(keeping, 2 * SECOND));
    }

    @Test
    void theLogIsWrittenToOnceInASecondAtMost() {
        var keeping = new Keeping(state, new HistoryKeep.Newest(10));
        puts(100);
        assertTrue(due(keeping, 5 * SECOND).isPresent());
        assertEquals(Optional.empty(), due(keeping, 6 * SECOND - 1));
        assertTrue(due(keeping, 6 * SECOND).isPresent());
    }

    @Test
    void whatIsNewIsMarkedAndNotAllTheTime() {
        var keeping = new Keeping(state, new HistoryKeep.Younger(32 * HOUR));
        assertEquals(Optional.empty(), due(keeping, 0), "nothing was made");
        puts(1);
        carryOut(keeping, HOUR, 32 * HOUR);
        puts(1);
        assertEquals(Optional.empty(), due(keeping, 2 * HOUR - 1));
        carryOut(keeping, 2 * HOUR, 32 * HOUR);
        assertEquals(Optional.empty(), due(keeping, 4 * HOUR), "nothing is new");
    }

    @Test
    void whatIsOldIsGivenUpThoughNothingIsNew() {
        var keeping = new Keeping(state, new HistoryKeep.Younger(32 * HOUR));
        puts(7);
        carryOut(keeping, HOUR, 32 * HOUR);
        assertEquals(Optional.empty(), due(keeping, 33 * HOUR - 1));
        carryOut(keeping, 33 * HOUR, 32 * HOUR);
        assertEquals(7, state.compactedRevision());
        assertEquals(Optional.empty(), due(keeping, 1_000 * HOUR));
    }

    /** A new leader knows no more than what is in the state, and that is enough. */
    @Test
    void anotherLeaderGoesOnWithTheMarksOfTheLast() {
        puts(3);
        carryOut(new Keeping(state, new HistoryKeep.Younger(HOUR)), HOUR, HOUR);
        var another = new Keeping(state, new HistoryKeep.Younger(HOUR));
        assertEquals(Optional.empty(), due(another, 2 * HOUR - 1));
        carryOut(another, 2 * HOUR, HOUR);
        assertEquals(3, state.compactedRevision());
    }

    private void carryOut(Keeping keeping, long nanos, long keepNanos) {
        var older = new Command.CompactOlder(keepNanos);
        assertEquals(Optional.of(older), due(keeping, nanos));
        apply(new Command.Clock(nanos));
        apply(older);
    }

    private static Optional<Command> due(Keeping keeping, long nanos) {
        return keeping.due(nanos, OptionalLong.of(nanos));
    }

    private void puts(int count) {
        for (int i = 0; i < count; i++) {
            apply(new Command.Put(1, Bytes.utf8("k"), Bytes.utf8("v")));
        }
    }

    private void apply(Command command) {
        long index = state.applied().index() + 1;
        Entry entry = Entry.command(1, index, CommandCodec.encode(command));
        assertTrue(state.apply(List.of(entry)).isPresent());
    }
}
