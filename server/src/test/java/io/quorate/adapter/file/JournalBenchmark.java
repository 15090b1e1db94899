package io.quorate.adapter.file;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.journal.Append;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalLimits;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * What the journal costs: staging alone, and persists through the thread with a window of them in
 * flight. Run by hand with a directory on the disk to be measured; it is no test.
 */
final class JournalBenchmark {

    private static final GroupId G1 = new GroupId(1);
    private static final int PAYLOAD_BYTES = 256;

    private JournalBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path parent = Path.of(args[0]);
        for (int entries : new int[] {1, 16, 256}) stage(parent, entries);
        for (int window : new int[] {1, 4, 64}) {
            for (int entries : new int[] {1, 64}) through(parent, window, entries);
        }
    }

    private static void stage(Path parent, int entriesOfABatch) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Path directory = Files.createTempDirectory(parent, "stage");
        try (Journal journal = Journal.open(FileDisk.open(directory), JournalLimits.defaults())) {
            int batches = 400_000 / entriesOfABatch;
            long index = 1;
            long staging = 0;
            long[] forces = new long[Math.min(batches, 4_000)];
            for (int round = 0; round < forces.length; round++) {
                List<Append> batch = batch(index, entriesOfABatch);
                index += entriesOfABatch;
                long began = threads.getCurrentThreadCpuTime();
                journal.stage(batch);
                if (round >= forces.length / 2)
                    staging += threads.getCurrentThreadCpuTime() - began;
                long staged = System.nanoTime();
                journal.force();
                forces[round] = System.nanoTime() - staged;
            }
            long measured = (forces.length - forces.length / 2) * (long) entriesOfABatch;
            Arrays.sort(forces);
            System.out.printf(
                    "batches of %d: stage %d ns of CPU an entry, write included,"
                            + " force p50 %d us, p99 %d us%n",
                    entriesOfABatch,
                    staging / measured,
                    forces[forces.length / 2] / 1_000,
                    forces[forces.length * 99 / 100] / 1_000);
        }
        delete(directory);
    }

    private static void through(Path parent, int window, int entries) throws Exception {
        Path directory = Files.createTempDirectory(parent, "through");
        var room = new Semaphore(window);
        var listener = new Counting(room);
        try (var thread =
                new JournalThread(
                                Journal.open(FileDisk.open(directory), JournalLimits.defaults()),
                                listener)
                        .start()) {
            long index = 1;
            long began = System.nanoTime();
            long ticket = 0;
            while (System.nanoTime() - began < 4_000_000_000L) {
                room.acquire();
                List<Durable> records = batch(index, entries).getFirst().records();
                thread.persist(G1, new Effect.Persist(++ticket, records));
                index += entries;
            }
            room.acquire(window);
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%d in flight, %d entries each: %.0f persists/s, %.0f entries/s,"
                            + " %.0f batches/s, longest force %d us%n",
                    window,
                    entries,
                    ticket / seconds,
                    index / seconds,
                    listener.batches / seconds,
                    listener.longestForce / 1_000);
        }
        delete(directory);
    }

    private static List<Append> batch(long first, int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(Entry.command(1, first + i, Bytes.wrap(new byte[PAYLOAD_BYTES])));
        }
        return List.of(new Append(G1, List.of(new Durable.Written(entries))));
    }

    private static void delete(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) Files.delete(file);
        }
        Files.delete(directory);
    }

    private static final class Counting implements JournalListener {
        private final Semaphore room;
        private long last;
        private long batches;
        private long longestForce;

        Counting(Semaphore room) {
            this.room = room;
        }

        @Override
        public void persisted(GroupId group, long ticket) {
            room.release((int) (ticket - last));
            last = ticket;
        }

        @Override
        public void fetched(GroupId group, long ticket, List<Entry> entries) {}

        @Override
        public void room(boolean hasRoom) {}

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void wrote(int persists, long bytes, long writeNanos, long forceNanos) {
            batches++;
            longestForce = Math.max(longestForce, forceNanos);
        }
    }
}
