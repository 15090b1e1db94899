package io.quorate.adapter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class JournalThreadTest {

    private static final GroupId G1 = new GroupId(1);
    private static final GroupId G2 = new GroupId(2);
    private static final JournalLimits SMALL = new JournalLimits(64 << 10, 8 << 10);

    @TempDir Path directory;

    private sealed interface Told {
        record Persisted(GroupId group, long ticket) implements Told {}

        record Fetched(GroupId group, long ticket, List<Entry> entries) implements Told {}

        record Room(boolean hasRoom) implements Told {}

        record Failed(Throwable cause) implements Told {}

        record Wrote(int persists, long bytes) implements Told {}
    }

    private static final class Ears implements JournalListener {
        private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

        @Override
        public void persisted(GroupId group, long ticket) {
            told.add(new Told.Persisted(group, ticket));
        }

        @Override
        public void fetched(GroupId group, long ticket, List<Entry> entries) {
            told.add(new Told.Fetched(group, ticket, entries));
        }

        @Override
        public void room(boolean hasRoom) {
            told.add(new Told.Room(hasRoom));
        }

        @Override
        public void failed(Throwable cause) {
            told.add(new Told.Failed(cause));
        }

        @Override
        public void wrote(int persists, long bytes, long writeNanos, long forceNanos) {
            told.add(new Told.Wrote(persists, bytes));
        }

        Told next() throws InterruptedException {
            Told next = told.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, "nothing was told for 30 s");
            return next;
        }

        /** All that is told up to something, and that. */
        List<Told> until(Told last) throws InterruptedException {
            List<Told> all = new ArrayList<>();
            do {
                all.add(next());
            } while (!all.getLast().equals(last));
            return all;
        }
    }

    private final Ears ears = new Ears();

    @Test
    void whatWasAcknowledgedIsThereAfterAReopening() throws Exception {
        try (var thread = thread(FileDisk.open(directory))) {
            for (int i = 1; i <= 5_000; i++) thread.persist(G1, persist(i));
            ears.until(new Told.Persisted(G1, 5_000));
            thread.fetch(G1, new Effect.FetchEntries(1, 4_999, 6_000, 1 << 20));
            ears.until(new Told.Fetched(G1, 1, List.of(entry(4_999), entry(5_000))));
        }
        try (Journal journal = Journal.open(FileDisk.open(directory), SMALL)) {
            List<Entry> tail = journal.recovered(G1, LogId.NONE).tail();
            assertEquals(5_000, tail.size());
            for (int i = 1; i <= 5_000; i++) assertEquals(entry(i), tail.get(i - 1));
        }
    }

    @Test
    void allThatWaitsIsOneBatchAndOneForceForAllGroups() throws Exception {
        var disk = new FaultyDisk(FileDisk.open(directory));
        try (var thread = new JournalThread(Journal.open(disk, SMALL), ears)) {
            for (int i = 1; i <= 20; i++) {
                thread.persist(G1, persist(i));
                thread.persist(G2, persist(i));
            }
            thread.start();
            Told.Persisted first = assertInstanceOf(Told.Persisted.class, ears.next());
            assertEquals(new Told.Persisted(G1, 20), first);
            assertEquals(new Told.Persisted(G2, 20), ears.next());
            assertEquals(40, assertInstanceOf(Told.Wrote.class, ears.next()).persists());
        }
    }

    @Test
    void aFailedForceIsToldOnceAndNothingIsAcknowledgedAfterIt() throws Exception {
        var disk = new FaultyDisk(FileDisk.open(directory));
        int forces;
        // The disk has no room for a segment ahead, so that no other force takes the fault.
        Journal journal = Journal.open(disk, SMALL);
        disk.full(true);
        try (var thread = new JournalThread(journal, ears).start()) {
            ears.until(new Told.Room(false));
            thread.persist(G1, persist(1));
            ears.until(new Told.Persisted(G1, 1));
            ears.next();
            forces = disk.forces();
            disk.failNextForce();
            thread.persist(G1, persist(2));
            IOException cause = assertInstanceOf(IOException.class, failed().cause());
            assertEquals("Input/output error", cause.getMessage());
            thread.persist(G1, persist(3));
            thread.fetch(G1, new Effect.FetchEntries(1, 1, 1, 1));
        }
        assertEquals(forces + 1, disk.forces(), "a failed force is not tried again");
        assertEquals(List.of(), List.copyOf(ears.told));
    }

    @Test
    void aFailedWriteIsToldOnceAndNothingIsAcknowledgedAfterIt() throws Exception {
        var disk = new FaultyDisk(FileDisk.open(directory));
        Journal journal = Journal.open(disk, SMALL);
        disk.full(true);
        try (var thread = new JournalThread(journal, ears).start()) {
            ears.until(new Told.Room(false));
            disk.failNextWrite();
            thread.persist(G1, persist(1));
            failed();
            thread.persist(G1, persist(2));
        }
        assertEquals(List.of(), List.copyOf(ears.told));
    }

    @Test
    void aBrokenInvariantIsToldAsAFailure() throws Exception {
        try (var thread = thread(FileDisk.open(directory))) {
            thread.persist(G1, persist(1));
            ears.until(new Told.Persisted(G1, 1));
            ears.next();
            thread.release(G1, 1);
            thread.persist(G1, new Effect.Persist(2, List.of(new Durable.Truncated(1))));
            assertInstanceOf(InvariantViolation.class, failed().cause());
        }
    }

    @Test
    void onAFullDiskWritesWaitReadsGoOnAndRoomIsToldBothWays() throws Exception {
        var disk = new FaultyDisk(FileDisk.open(directory));
        Journal journal = Journal.open(disk, SMALL);
        disk.full(true);
        try (var thread = new JournalThread(journal, ears).start()) {
            ears.until(new Told.Room(false));
            int last = 2_000;
            for (int i = 1; i <= last; i++) thread.persist(G1, persist(i));
            thread.fetch(G1, new Effect.FetchEntries(7, 1, 1, 1));
            List<Told> told = ears.until(new Told.Fetched(G1, 7, List.of(entry(1))));
            assertTrue(lastPersisted(told) > 100, "written while there was room: " + told);
            thread.fetch(G1, new Effect.FetchEntries(8, last, last, 1));
            told = ears.until(new Told.Fetched(G1, 8, List.of()));
            assertTrue(lastPersisted(told) < last, "a full segment makes writes wait: " + told);
            disk.full(false);
            assertTrue(ears.until(new Told.Persisted(G1, last)).contains(new Told.Room(true)));
        }
        try (Journal reopened = Journal.open(disk, SMALL)) {
            assertEquals(2_000, reopened.recovered(G1, LogId.NONE).tail().size());
        }
    }

    /** A snapshot was installed, and its log released, while a truncation waited for room. */
    @Test
    void aReleaseMayOvertakeATruncationThatWaitsForRoom() throws Exception {
        var disk = new FaultyDisk(FileDisk.open(directory));
        Journal journal = Journal.open(disk, SMALL);
        disk.full(true);
        int last = 2_000;
        var base = new LogId(9, last + 10);
        try (var thread = new JournalThread(journal, ears).start()) {
            ears.until(new Told.Room(false));
            for (int i = 1; i <= last; i++) thread.persist(G1, persist(i));
            thread.persist(G1, new Effect.Persist(last + 1, List.of(new Durable.Truncated(last))));
            thread.persist(G1, new Effect.Persist(last + 2, List.of(new Durable.Rebased(base))));
            thread.release(G1, base.index());
            disk.full(false);
            ears.until(new Told.Persisted(G1, last + 2));
        }
        try (Journal reopened = Journal.open(disk, SMALL)) {
            assertEquals(List.of(), reopened.recovered(G1, base).tail());
        }
    }

    @Test
    void whatWasReleasedGivesItsSegmentsBack() throws Exception {
        Journal journal = Journal.open(FileDisk.open(directory), SMALL);
        try (var thread = new JournalThread(journal, ears).start()) {
            for (int i = 1; i <= 5_000; i++) thread.persist(G1, persist(i));
            ears.until(new Told.Persisted(G1, 5_000));
            thread.release(G1, 5_000);
            thread.fetch(G1, new Effect.FetchEntries(1, 5_000, 5_000, 1));
            ears.until(new Told.Fetched(G1, 1, List.of()));
        }
        assertEquals(SMALL.segmentBytes(), journal.bytes());
    }

    @Test
    void closingWritesWhatWasPostedBefore() throws Exception {
        var gate = new CountDownLatch(1);
        var disk = new FaultyDisk(FileDisk.open(directory));
        var thread = thread(disk);
        disk.forcesWaitFor(gate);
        for (int i = 1; i <= 50; i++) thread.persist(G1, persist(i));
        Thread closing = Thread.ofPlatform().start(() -> close(thread));
        gate.countDown();
        closing.join();
        assertTrue(ears.told.contains(new Told.Persisted(G1, 50)), "" + ears.told);
    }

    private static void close(JournalThread thread) {
        try {
            thread.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Told.Failed failed() throws InterruptedException {
        return assertInstanceOf(Told.Failed.class, ears.next());
    }

    private static long lastPersisted(List<Told> told) {
        long last = 0;
        for (Told one : told) {
            if (one instanceof Told.Persisted persisted) last = persisted.ticket();
        }
        return last;
    }

    private JournalThread thread(Disk disk) throws Exception {
        return new JournalThread(Journal.open(disk, SMALL), ears).start();
    }

    private static Effect.Persist persist(int index) {
        return new Effect.Persist(index, List.of(new Durable.Written(List.of(entry(index)))));
    }

    private static Entry entry(int index) {
        return Entry.command(1, index, Bytes.utf8("entry " + index));
    }
}
