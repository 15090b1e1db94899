package io.quorate.replica.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.ChangeId;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.MemoryStore;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;

class RemovalTest {

    private static final int PAGE_ROWS = 10;
    private static final long PAGE_NANOS = 1_000;
    private static final int STRETCH_ROWS = 30;
    private static final HistoryLimits LIMITS =
            new HistoryLimits(new HistoryKeep.Forever(), PAGE_ROWS, PAGE_NANOS, STRETCH_ROWS);

    private final MemoryStore store = new MemoryStore();
    private final KeyValueMachine state = new KeyValueMachine(store);
    private final ArrayDeque<PageWork> asked = new ArrayDeque<>();
    private Removal removal = new Removal(state, asked::add, LIMITS);
    private long now;

    @Test
    void nothingIsReadWhileNothingIsGivenUp() {
        puts(100);
        removal.tick(now);
        assertEquals(0, asked.size());
        assertEquals(HistoryStatus.WHOLE, removal.status());
    }

    @Test
    void onePageIsUnderWayAtATimeAndTheNextWaits() {
        puts(100);
        apply(new Command.Compact(95));
        removal.tick(now);
        removal.tick(now + PAGE_NANOS);
        assertEquals(1, asked.size());
        removal.take(asked.poll().read());
        removal.tick(now + PAGE_NANOS - 1);
        assertEquals(0, asked.size());
        removal.tick(now + PAGE_NANOS);
        assertEquals(1, asked.size());
        asked.poll().view().close();
    }

    @Test
    void allThatIsGivenUpIsRemovedStretchByStretch() {
        puts(100);
        apply(new Command.Compact(95));
        run(2);
        assertEquals(new HistoryStatus(95, 0, 0), removal.status());
        assertEquals(94, left());
        run(1);
        assertEquals(new HistoryStatus(95, 31, 30), removal.status());
        assertEquals(64, left());
        run(100);
        assertEquals(new HistoryStatus(95, 95, 94), removal.status());
        assertEquals(0, left());
        removal.tick(now);
        assertEquals(0, asked.size());
    }

    @Test
    void aFloorThatMovesMeanwhileIsReachedToo() {
        puts(60);
        apply(new Command.Compact(20));
        run(1);
        apply(new Command.Compact(45));
        run(100);
        assertEquals(new HistoryStatus(45, 45, 44), removal.status());
        apply(new Command.Compact(60));
        run(100);
        assertEquals(new HistoryStatus(60, 60, 59), removal.status());
        assertEquals(0, left());
    }

    @Test
    void aStoreThatStallsIsAskedAgain() {
        puts(60);
        apply(new Command.Compact(60));
        run(2);
        store.stall(true);
        run(5);
        assertEquals(59, left());
        store.stall(false);
        run(100);
        assertEquals(0, left());
        assertEquals(60, removal.status().removed());
    }

    @Test
    void whatACrashLeavesOverIsRemovedAfterIt() {
        puts(100);
        apply(new Command.Compact(95));
        assertTrue(store.flush());
        run(4);
        store.crash();
        assertEquals(94, left());
        state.moveTo(store);
        removal = new Removal(state, asked::add, LIMITS);
        run(100);
        assertEquals(0, left());
        assertEquals(95, removal.status().removed());
    }

    @Test
    void aPageOfAStateThatWasReplacedIsDropped() {
        puts(100);
        apply(new Command.Compact(95));
        run(3);
        removal.tick(now);
        PageRead late = asked.poll().read();
        removal.installed();
        assertEquals(0, removal.status().removed());
        removal.take(late);
        assertEquals(64, left());
        run(100);
        assertEquals(0, left());
    }

    @Test
    void anInstalledStateIsWalkedFromItsBeginning() {
        puts(100);
        apply(new Command.Compact(95));
        assertTrue(store.flush());
        run(100);
        store.crash();
        state.moveTo(store);
        removal.installed();
        assertEquals(94, left());
        run(100);
        assertEquals(0, left());
    }

    @Test
    void aStoreThatWasClosedUnderAPageIsNoHarm() {
        puts(20);
        apply(new Command.Compact(20));
        removal.tick(now);
        PageWork work = asked.poll();
        store.close();
        removal.take(work.read());
        assertEquals(0, removal.status().removed());
    }

    /** So many pages, if there are as many. */
    private void run(int pages) {
        for (int i = 0; i < pages; i++) {
            removal.tick(now);
            now += PAGE_NANOS;
            if (!asked.isEmpty()) removal.take(asked.poll().read());
        }
    }

    private int left() {
        try (KeyValueView view = state.view()) {
            return view.forgotten(ChangeId.first(0), Integer.MAX_VALUE).rows();
        }
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
