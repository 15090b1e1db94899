package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

class JournalTest {

    private static final GroupId G1 = new GroupId(1);
    private static final GroupId G2 = new GroupId(2);
    private static final JournalLimits SMALL = new JournalLimits(8 << 10, 2 << 10);

    private final MemoryDisk disk = new MemoryDisk(1);

    @Test
    void bringsBackWhatWasWritten() throws Exception {
        var promise = new Promise(7, Optional.of(new NodeId("n2")));
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(
                    List.of(
                            append(G1, new Durable.Promised(promise), written(7, 1, 3)),
                            append(G2, written(1, 1, 1))));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(
                    new Recovered(promise, LogId.NONE, entries(7, 1, 3)),
                    journal.recovered(G1, LogId.NONE));
            assertEquals(
                    new Recovered(Promise.NONE, LogId.NONE, entries(1, 1, 1)),
                    journal.recovered(G2, LogId.NONE));
        }
    }

    @Test
    void tellsOnlyWhatStandsAboveTheBase() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 9))));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            var base = new LogId(1, 6);
            assertEquals(
                    new Recovered(Promise.NONE, base, entries(1, 7, 9)),
                    journal.recovered(G1, base));
        }
    }

    @Test
    void anEntryReplacesWhatStoodAtItsIndex() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 5))));
            journal.write(List.of(append(G1, written(2, 3, 3), written(3, 3, 3))));
            assertEquals(mixed(1, 1, 2, 3, 3, 3, 1, 4, 5), read(journal, G1, 1, 9));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(mixed(1, 1, 2, 3, 3, 3, 1, 4, 5), read(journal, G1, 1, 9));
        }
    }

    @Test
    void entriesMayComeInAnyOrderAndLeaveGaps() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 5, 6), written(1, 2, 2))));
            journal.write(List.of(append(G1, written(1, 9, 9), written(1, 1, 1))));
            assertEquals(entries(1, 1, 2), read(journal, G1, 1, 9));
            assertEquals(List.of(), read(journal, G1, 3, 9));
            assertEquals(entries(1, 5, 6), read(journal, G1, 5, 9));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(
                    mixed(1, 1, 2, 1, 5, 6, 1, 9, 9), journal.recovered(G1, LogId.NONE).tail());
        }
    }

    /** The class of etcd #22442: the overwriting entry lies at or below the snapshot. */
    @Test
    void aReplayBringsNoTruncatedEntryBack() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 10))));
            journal.write(List.of(append(G1, new Durable.Truncated(5), written(2, 5, 5))));
            journal.release(G1, 5);
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(List.of(), journal.recovered(G1, new LogId(2, 5)).tail());
            assertEquals(5, journal.lastIndex(G1));
        }
    }

    /** Figure 13, rule 7: nothing of a log that a snapshot overtook comes back. */
    @Test
    void aLogThatBeganAnewHoldsNothingOfTheOneBefore() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 10)), append(G2, written(1, 1, 3))));
            var base = new LogId(3, 7);
            journal.write(List.of(append(G1, new Durable.Rebased(base), written(3, 8, 8))));
            assertEquals(8, journal.lastIndex(G1));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            Recovered recovered = journal.recovered(G1, new LogId(3, 7));
            assertEquals(entries(3, 8, 8), recovered.tail());
            assertTrue(recovered.tailFollows());
            assertEquals(entries(1, 1, 3), journal.recovered(G2, LogId.NONE).tail());
            assertThrows(JournalDamaged.class, () -> journal.recovered(G1, new LogId(3, 6)));
            assertThrows(
                    InvariantViolation.class,
                    () -> journal.write(List.of(append(G1, new Durable.Rebased(LogId.NONE)))));
        }
    }

    /** The state machine was replaced, and the power went before the log began anew. */
    @Test
    void aTailFollowsOnlyTheEntryThatTheStateMachineAppliedLast() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 10))));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertTrue(journal.recovered(G1, LogId.NONE).tailFollows());
            assertTrue(journal.recovered(G1, new LogId(1, 7)).tailFollows());
            assertFalse(journal.recovered(G1, new LogId(2, 7)).tailFollows());
            assertFalse(journal.recovered(G1, new LogId(1, 11)).tailFollows());
            journal.release(G1, 7);
            assertTrue(journal.recovered(G1, new LogId(2, 7)).tailFollows(), "it was applied");
        }
    }

    @Test
    void refusesToTruncateWhatWasReleased() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 10))));
            journal.release(G1, 5);
            assertThrows(
                    InvariantViolation.class,
                    () -> journal.write(List.of(append(G1, new Durable.Truncated(5)))));
            journal.write(List.of(append(G1, new Durable.Truncated(6))));
            assertEquals(5, journal.lastIndex(G1));
        }
    }

    @Test
    void rollsOnAndReadsAcrossSegments() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (int i = 1; i <= 1_000; i++) journal.write(List.of(append(G1, written(1, i, i))));
            assertTrue(journal.bytes() > 8L * SMALL.segmentBytes(), "" + journal.bytes());
            assertEquals(entries(1, 1, 1_000), read(journal, G1, 1, 1_000));
            assertEquals(entries(1, 990, 1_000), read(journal, G1, 990, 2_000));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(entries(1, 1, 1_000), journal.recovered(G1, LogId.NONE).tail());
        }
    }

    @Test
    void deletesSegmentsOnlyWhenEveryGroupHasReleasedThem() throws Exception {
        var promise = new Promise(3, Optional.empty());
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, new Durable.Promised(promise))));
            for (int i = 1; i <= 500; i++) {
                journal.write(List.of(append(G1, written(1, i, i)), append(G2, written(1, i, i))));
            }
            long before = journal.bytes();
            journal.release(G1, 500);
            assertEquals(before, journal.bytes());
            journal.release(G2, 400);
            assertTrue(journal.bytes() < before / 2, before + " -> " + journal.bytes());
            assertEquals(401, journal.firstIndex(G2));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(promise, journal.recovered(G1, new LogId(1, 500)).promise());
            assertEquals(500, journal.lastIndex(G1));
            assertEquals(entries(1, 401, 500), journal.recovered(G2, new LogId(1, 400)).tail());
        }
    }

    @Test
    void saysSoIfItBeginsBehindTheStateMachine() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (int i = 1; i <= 500; i++) journal.write(List.of(append(G1, written(1, i, i))));
            journal.release(G1, 400);
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            var damaged =
                    assertThrows(
                            JournalDamaged.class, () -> journal.recovered(G1, new LogId(1, 300)));
            assertTrue(damaged.getMessage().contains("durably applied only 300"), "" + damaged);
        }
    }

    @Test
    void saysSoIfItIsMissingWhileTheStateMachineIsThere() throws Exception {
        Journal.open(disk, SMALL).close();
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertThrows(JournalDamaged.class, () -> journal.recovered(G1, new LogId(1, 1)));
        }
    }

    @Test
    void cutsAWriteThatExceedsABatch() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 2_000)), append(G2, written(1, 1, 3))));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(entries(1, 1, 2_000), journal.recovered(G1, LogId.NONE).tail());
            assertEquals(entries(1, 1, 3), journal.recovered(G2, LogId.NONE).tail());
        }
    }

    @Test
    void readsNoMoreThanWasAskedForButOneEntry() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(append(G1, written(1, 1, 100))));
            int one = entry(1, 10).bytes();
            assertEquals(entries(1, 10, 12), journal.read(G1, 10, 100, 3 * one));
            assertEquals(entries(1, 10, 11), journal.read(G1, 10, 100, 3 * one - 1));
            assertEquals(entries(1, 10, 10), journal.read(G1, 10, 100, 1));
        }
    }

    @Test
    void oneWriteIsOneAppendAndOneForce() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            long before = disk.operations();
            journal.write(List.of(append(G1, written(1, 1, 9)), append(G2, written(1, 1, 9))));
            assertEquals(before + 2, disk.operations());
        }
    }

    @Test
    void aFailedForceOrWriteIsTheEndOfIt() throws Exception {
        List<Append> first = List.of(append(G1, written(1, 1, 1)));
        try (Journal journal = Journal.open(disk, SMALL)) {
            disk.failForceFrom(disk.operations() + 1);
            assertThrows(IOException.class, () -> journal.write(first));
            long operations = disk.operations();
            assertThrows(IOException.class, () -> journal.write(first));
            assertThrows(IOException.class, journal::force);
            assertThrows(IOException.class, () -> journal.release(G1, 1));
            assertThrows(IOException.class, () -> read(journal, G1, 1, 1));
            assertEquals(operations, disk.operations());
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            disk.failWriteFrom(disk.operations() + 1);
            assertThrows(IOException.class, () -> journal.write(first));
            assertThrows(IOException.class, () -> journal.write(first));
        }
    }

    /** After a failed force the page cache shows what the disk does not have. */
    @Test
    void whatARestartBringsBackIsDurable() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            disk.failForceFrom(disk.operations() + 1);
            List<Append> first = List.of(append(G1, written(1, 1, 5)));
            assertThrows(IOException.class, () -> journal.write(first));
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(entries(1, 1, 5), journal.recovered(G1, LogId.NONE).tail());
        }
        disk.losePower(MemoryDisk.Kept.NOTHING);
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(entries(1, 1, 5), journal.recovered(G1, LogId.NONE).tail());
        }
    }

    @Test
    void aFullDiskLosesNothingAndTheWriteCanBeTriedAgain() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            disk.capacity(disk.bytes());
            int written = 0;
            try {
                while (true) {
                    journal.write(List.of(append(G1, written(1, written + 1, written + 1))));
                    written++;
                }
            } catch (DiskFull e) {
                assertEquals(entries(1, 1, written), read(journal, G1, 1, 1_000));
            }
            disk.capacity(Long.MAX_VALUE);
            journal.write(List.of(append(G1, written(1, written + 1, written + 1))));
            assertEquals(entries(1, 1, written + 1), read(journal, G1, 1, 1_000));
        }
    }

    /** With what the end of a segment is kept for. */
    @Test
    void aFullDiskIsRelievedByAReleaseAlone() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (int i = 1; i <= 200; i++) journal.write(List.of(append(G1, written(1, i, i))));
            disk.capacity(disk.bytes());
            long full = disk.bytes();
            int written = 200;
            try {
                while (true) {
                    journal.write(List.of(append(G1, written(1, written + 1, written + 1))));
                    written++;
                }
            } catch (DiskFull e) {
                journal.release(G1, 200);
            }
            assertTrue(disk.bytes() < full, "" + disk.bytes());
            journal.write(List.of(append(G1, written(1, written + 1, written + 1))));
            assertEquals(entries(1, 201, written + 1), read(journal, G1, 201, 1_000));
        }
    }

    private static List<Entry> read(Journal journal, GroupId group, long from, long to)
            throws Exception {
        return journal.read(group, from, to, Integer.MAX_VALUE);
    }

    private static Append append(GroupId group, Durable... records) {
        return new Append(group, List.of(records));
    }

    private static Durable.Written written(long term, long from, long to) {
        return new Durable.Written(entries(term, from, to));
    }

    private static List<Entry> entries(long term, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(i -> entry(term, i)).toList();
    }

    /** Runs of (term, from, to). */
    private static List<Entry> mixed(long... runs) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < runs.length; i += 3) {
            entries.addAll(entries(runs[i], runs[i + 1], runs[i + 2]));
        }
        return entries;
    }

    private static Entry entry(long term, long index) {
        return Entry.command(term, index, Bytes.utf8("entry " + index + " of " + term));
    }
}
