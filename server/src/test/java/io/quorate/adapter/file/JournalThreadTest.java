package io.quorate.adapter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class JournalThreadTest {

    private static final GroupId G1 = new GroupId(1);
    private static final JournalLimits SMALL = new JournalLimits(64 << 10, 8 << 10);

    @TempDir Path directory;

    private sealed interface Told {
        record Persisted(GroupId group, long ticket) implements Told {}

        record Fetched(GroupId group, long ticket, List<Entry> entries) implements Told {}

        record Room(boolean hasRoom) implements Told {}

        record Failed(Throwable cause) implements Told {}
    }

    private static final class Ears implements JournalListener {
        final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

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
        public void wrote(int persists, long bytes, long writeNanos, long forceNanos) {}

        Told next() throws InterruptedException {
            Told next = told.poll(30, TimeUnit.SECONDS);
            assertTrue(next != null, "nothing was told for 30 s");
            return next;
        }

        void awaitPersisted(GroupId group, long ticket) throws InterruptedException {
            while (true) {
                if (next() instanceof Told.Persisted persisted
                        && persisted.group().equals(group)
                        && persisted.ticket() >= ticket) {
                    return;
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAReopening() throws Exception {
        var ears = new Ears();
        try (var thread = thread(ears)) {
            for (int i = 1; i <= 5_000; i++) thread.persist(G1, persist(i));
            ears.awaitPersisted(G1, 5_000);
            thread.fetch(G1, new Effect.FetchEntries(1, 4_999, 6_000, 1 << 20));
            assertEquals(new Told.Fetched(G1, 1, List.of(entry(4_999), entry(5_000))), ears.next());
        }
        try (Journal journal = Journal.open(FileDisk.open(directory), SMALL)) {
            List<Entry> tail = journal.recovered(G1, LogId.NONE).tail();
            assertEquals(5_000, tail.size());
            for (int i = 1; i <= 5_000; i++) assertEquals(entry(i), tail.get(i - 1));
        }
    }

    private JournalThread thread(JournalListener listener) throws Exception {
        return new JournalThread(Journal.open(FileDisk.open(directory), SMALL), listener).start();
    }

    private static Effect.Persist persist(int index) {
        return new Effect.Persist(index, List.of(new Durable.Written(List.of(entry(index)))));
    }

    private static Entry entry(int index) {
        return Entry.command(1, index, Bytes.utf8("entry " + index));
    }
}
