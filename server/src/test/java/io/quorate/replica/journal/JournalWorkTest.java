package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.journal.JournalWork.Post;
import io.quorate.replica.journal.JournalWork.Staged;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is done of what waits, and in which order, step by step. */
class JournalWorkTest {

    private static final GroupId G1 = new GroupId(1);
    private static final GroupId G2 = new GroupId(2);
    private static final JournalLimits SMALL = new JournalLimits(8 << 10, 2 << 10);

    private final MemoryDisk disk = new MemoryDisk(1);
    private final Journal journal;
    private final Preparing ahead = new Preparing();
    private final List<String> told = new ArrayList<>();
    private final JournalWork work;

    JournalWorkTest() throws Exception {
        journal = Journal.open(disk, SMALL);
        work = new JournalWork(journal, ahead, new Told());
    }

    /** Prepares a segment when the test says so. */
    private final class Preparing implements Ahead {

        private int wanted;
        private Optional<Spare> ready = Optional.empty();
        private boolean isFailing;

        @Override
        public void want() {
            wanted++;
        }

        @Override
        public Optional<Spare> take() {
            Optional<Spare> taken = ready;
            ready = Optional.empty();
            return taken;
        }

        @Override
        public boolean isFailing() {
            return isFailing;
        }

        void prepare() throws IOException {
            ready = Optional.of(journal.spares().prepare());
        }
    }

    private final class Told implements JournalAnswers {

        @Override
        public void persisted(GroupId group, long ticket) {
            told.add(group + " durable to " + ticket);
        }

        @Override
        public void fetched(GroupId group, long ticket, List<Entry> entries) {
            told.add(group + " fetched " + ticket + ": " + entries.size());
        }

        @Override
        public void room(boolean hasRoom) {
            told.add(hasRoom ? "room" : "no room");
        }
    }

    /** An entry at an index, with so many bytes. */
    private static Post persist(GroupId group, long ticket, long index, int bytes) {
        Entry entry = Entry.command(1, index, Bytes.wrap(new byte[bytes]));
        return new Post.Persist(
                group, new Effect.Persist(ticket, List.of(new Durable.Written(List.of(entry)))));
    }

    private static Post fetch(long ticket, long from, long to) {
        return new Post.Fetch(G1, new Effect.FetchEntries(ticket, from, to, 1 << 20));
    }

    @Test
    void allThatWaitsIsOneBatchAndIsAnsweredWhenItIsForced() throws Exception {
        work.take(persist(G1, 1, 1, 10));
        work.take(persist(G2, 1, 1, 10));
        work.take(persist(G1, 2, 2, 10));
        Staged staged = work.stage().orElseThrow();
        assertEquals(3, staged.persists());
        assertEquals(List.of(), told);
        work.force();
        assertEquals(List.of(G1 + " durable to 2", G2 + " durable to 1"), told);
        assertEquals(Optional.empty(), work.stage());
    }

    @Test
    void whatComesWhileABatchIsForcedIsTheNextOne() throws Exception {
        work.take(persist(G1, 1, 1, 10));
        assertTrue(work.stage().isPresent());
        work.take(persist(G1, 2, 2, 10));
        work.force();
        assertEquals(List.of(G1 + " durable to 1"), told);
        assertEquals(1, work.stage().orElseThrow().persists());
        work.force();
        assertEquals(G1 + " durable to 2", told.getLast());
    }

    @Test
    void aBatchHoldsWhatFitsAndTheRestIsTheNextOne() throws Exception {
        for (int i = 1; i <= 3; i++) work.take(persist(G1, i, i, 900));
        assertEquals(2, work.stage().orElseThrow().persists());
        work.force();
        assertEquals(1, work.stage().orElseThrow().persists());
    }

    /** Its records go into as many batches as they need, under one force. */
    @Test
    void onePersistThatFitsNoBatchIsNotHeldUp() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            entries.add(Entry.command(1, i, Bytes.wrap(new byte[900])));
        }
        work.take(
                new Post.Persist(G1, new Effect.Persist(1, List.of(new Durable.Written(entries)))));
        work.take(persist(G1, 2, 5, 10));
        assertEquals(1, work.stage().orElseThrow().persists());
        work.force();
        assertEquals(List.of(G1 + " durable to 1"), told);
    }

    @Test
    void fetchesAreAnsweredOneByOneInTheOrderInWhichTheyCame() throws Exception {
        for (int i = 1; i <= 3; i++) work.take(persist(G1, i, i, 10));
        work.stage();
        work.force();
        told.clear();
        work.take(fetch(7, 1, 3));
        work.take(fetch(8, 3, 3));
        work.fetch();
        assertEquals(List.of(G1 + " fetched 7: 3"), told);
        work.fetch();
        assertEquals(G1 + " fetched 8: 1", told.getLast());
        assertFalse(work.hasFetch());
    }

    @Test
    void oneSegmentIsWantedAtATime() throws Exception {
        work.lookAhead();
        work.lookAhead();
        assertEquals(1, ahead.wanted);
        ahead.prepare();
        work.lookAhead();
        work.lookAhead();
        assertEquals(1, ahead.wanted, "it has one");
    }

    /** Without room what waits is staged again later, fetches and releases go on meanwhile. */
    @Test
    void withoutRoomABatchWaitsAndIsStagedAgain() throws Exception {
        work.lookAhead();
        disk.capacity(0);
        ahead.isFailing = true;
        work.lookAhead();
        assertEquals(List.of("no room"), told);
        int written = fillTheSegment();
        told.clear();
        work.take(fetch(9, 1, 1));
        work.fetch();
        work.take(new Post.Release(G1, 1));
        assertEquals(List.of(G1 + " fetched 9: 1"), told);

        disk.capacity(Long.MAX_VALUE);
        ahead.isFailing = false;
        ahead.prepare();
        work.lookAhead();
        assertTrue(work.stage().isPresent());
        work.force();
        assertEquals(List.of(G1 + " fetched 9: 1", "room", G1 + " durable to " + written), told);
    }

    /** Posts until nothing can be staged any more; how many were posted. */
    private int fillTheSegment() throws Exception {
        for (int i = 1; ; i++) {
            work.take(persist(G1, i, i, 1_000));
            if (work.stage().isEmpty()) return i;
            work.force();
        }
    }
}
