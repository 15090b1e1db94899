package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Batches that are lost before sound ones: where the logs stand then, and how they go on. */
class HoleTest {

    private static final GroupId G1 = new GroupId(1);
    private static final GroupId G2 = new GroupId(2);
    private static final JournalLimits SMALL = new JournalLimits(4 << 10, 1 << 10);
    private static final NodeId N2 = new NodeId("n2");

    private MemoryDisk disk = new MemoryDisk(1);

    @Test
    void theLogStandsAsItDidBeforeTheHole() throws Exception {
        write(promise(1), written(1, 1, 3), written(1, 4, 6), written(1, 7, 9));
        lose(2);
        assertEquals(found(1, entries(1, 1, 3)), recovered());
    }

    @Test
    void whatTheHoleTookBackIsNotThereWithoutItsSuccessors() throws Exception {
        write(promise(1), written(1, 1, 6), new Durable.Truncated(4), written(2, 4, 5));
        lose(2);
        assertEquals(found(1, entries(1, 1, 6)), recovered());
    }

    @Test
    void aPromiseThatIsLostIsKnownByItsRound() throws Exception {
        write(promise(1), written(1, 1, 3), promise(5), written(1, 4, 4), written(1, 5, 5));
        lose(2);
        assertEquals(found(1, 5, entries(1, 1, 3)), recovered());
    }

    @Test
    void aPromiseBehindTheHoleIsTakenAndKnownByItsRound() throws Exception {
        write(promise(1), written(1, 1, 3), written(1, 4, 4), promise(7), written(1, 5, 5));
        lose(2);
        assertEquals(found(7, entries(1, 1, 3)), recovered());
    }

    @Test
    void anotherGroupsPromiseIsNotForgottenEither() throws Exception {
        write(promise(1), written(1, 1, 3));
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.write(List.of(new Append(G2, List.of(promise(9)))));
            journal.write(List.of(new Append(G1, List.of(written(1, 4, 4)))));
        }
        lose(2);
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(Optional.of(new Hole(9)), journal.recovered(G2, LogId.NONE).hole());
        }
    }

    @Test
    void theLogGoesOnFromBeforeTheHoleAndStaysMendingUntilItSaysOtherwise() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        lose(2);
        write(promise(4), written(4, 4, 5));
        var goneOn = new ArrayList<>(entries(1, 1, 3));
        goneOn.addAll(entries(4, 4, 5));
        assertEquals(found(4, 3, goneOn), recovered());
        write(new Durable.Mended(), written(4, 6, 6));
        goneOn.addAll(entries(4, 6, 6));
        assertEquals(new Recovered(given(4), LogId.NONE, goneOn), recovered());
    }

    @Test
    void nothingIsDeletedBeforeAllIsMended() throws Exception {
        write(promise(1), written(1, 1, 3));
        for (int i = 4; i <= 120; i++) write(written(1, i, i));
        lose(2);
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.recovered(G1, LogId.NONE);
            long before = journal.bytes();
            for (int i = 3; i <= 120; i++) {
                journal.write(List.of(new Append(G1, List.of(written(2, i + 1, i + 1)))));
            }
            journal.release(G1, 120);
            assertTrue(journal.bytes() > before, "" + journal.bytes());
            journal.write(List.of(new Append(G1, List.of(new Durable.Mended()))));
            journal.release(G1, 121);
            assertTrue(journal.bytes() < before, "" + journal.bytes());
        }
        try (Journal journal = Journal.open(disk, SMALL)) {
            assertEquals(Optional.empty(), journal.recovered(G1, new LogId(2, 121)).hole());
        }
    }

    /** Damage to the very batch that says that the logs went on takes back all that they did. */
    @Test
    void aSecondHoleOverTheFirstOnesEndIsAHoleFromTheFirst() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        lose(2);
        write(promise(4), written(4, 4, 5), new Durable.Mended(), promise(8), written(8, 6, 6));
        String second = disk.list().get(1).name();
        loseIn(second, 0);
        assertEquals(found(8, entries(1, 1, 3)), recovered());
    }

    @Test
    void aHoleBehindWhatWasMendedBeginsThere() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        lose(2);
        write(promise(4), written(4, 4, 5), new Durable.Mended(), written(4, 6, 6), promise(5));
        var goneOn = new ArrayList<>(entries(1, 1, 3));
        goneOn.addAll(entries(4, 4, 5));
        String second = disk.list().get(1).name();
        loseIn(second, 4);
        assertEquals(found(5, goneOn), recovered());
        assertEquals(found(5, goneOn), recovered());
    }

    /** The same file system, restored and written to again, and then mixed with what was. */
    @Test
    void segmentsOfTwoLivesOfOneJournalAreAHole() throws Exception {
        write(promise(3), written(1, 1, 3));
        MemoryDisk one = disk;
        MemoryDisk other = disk.copy(2);
        disk = other;
        for (int i = 4; i <= 90; i++) write(written(4, i, i));
        disk = one;
        for (int i = 4; i <= 90; i++) write(written(3, i, i));
        assertEquals(one.list(), other.list());
        String last = one.list().getLast().name();
        one.put(last, other.platter(last));
        Recovered found = recovered();
        assertEquals(Optional.of(new Hole(3)), found.hole());
        assertEquals(
                entries(3, 4, 3 + found.tail().size() - 3),
                found.tail().subList(3, found.tail().size()));
    }

    @Test
    void aSnapshotBehindTheHoleLeavesATailThatDoesNotFollow() throws Exception {
        write(promise(3), written(1, 1, 3), new Durable.Rebased(new LogId(3, 20)), promise(4));
        lose(2);
        try (Journal journal = Journal.open(disk, SMALL)) {
            Recovered found = journal.recovered(G1, new LogId(3, 20));
            assertEquals(List.of(), found.tail());
            assertTrue(!found.tailFollows());
            assertEquals(Optional.of(new Hole(4)), found.hole());
        }
    }

    @Test
    void theFirstBatchesMayBeLostLikeAnyOthers() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        damage(disk.list().getFirst().name(), Layout.SEGMENT_HEADER_BYTES);
        assertEquals(found(3, List.of()), recovered());
        assertEquals(found(3, List.of()), recovered());
    }

    @Test
    void whoHasNobodyToRepairItFromRefusesAndChangesNothing() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        lose(2);
        byte[] before = disk.platter(disk.list().getFirst().name()).clone();
        try (Journal journal = Journal.open(disk, SMALL)) {
            JournalDamaged refused = assertThrows(JournalDamaged.class, journal::refuseHole);
            assertTrue(refused.getMessage().contains("behind batch 4"), "" + refused);
        }
        assertEquals(1, disk.list().size());
        assertEquals(
                ByteBuffer.wrap(before),
                ByteBuffer.wrap(disk.platter(disk.list().getFirst().name())));
    }

    /** The power goes at every operation of the start that finds the hole, and of the one after. */
    @Test
    void theStartThatFindsAHoleMayEndAnywhere() throws Exception {
        write(promise(3), written(1, 1, 3), written(1, 4, 9), written(1, 10, 12));
        lose(2);
        MemoryDisk damaged = disk;
        for (MemoryDisk.Kept kept : MemoryDisk.Kept.values()) {
            int cuts = 0;
            for (boolean isCut = true; isCut; cuts++) {
                disk = damaged.copy(cuts);
                disk.cutPowerAt(disk.operations() + 1 + cuts);
                isCut = isCutWhileRecovering(kept);
                assertEquals(found(3, entries(1, 1, 3)), recovered(), kept + " at " + cuts);
            }
            assertTrue(cuts > 5, cuts + " operations");
        }
    }

    private boolean isCutWhileRecovering(MemoryDisk.Kept kept) throws Exception {
        try {
            recovered();
            disk.cutPowerAt(Long.MAX_VALUE);
            return false;
        } catch (MemoryDisk.PowerCut cut) {
            disk.losePower(kept);
            disk.cutPowerAt(Long.MAX_VALUE);
            return true;
        }
    }

    /** Each record is a batch of its own. */
    private void write(Durable... records) throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            journal.recovered(G1, LogId.NONE);
            for (Durable record : records) {
                journal.write(List.of(new Append(G1, List.of(record))));
            }
        }
    }

    private Recovered recovered() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            return journal.recovered(G1, LogId.NONE);
        }
    }

    /** Damages the batch of the first segment that the record of this place was written in. */
    private void lose(int record) throws Exception {
        // The segment opens with a batch of its own, and a new journal is written to at once.
        loseIn(disk.list().getFirst().name(), record + 2);
    }

    private void loseIn(String segment, int batch) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(disk.platter(segment)).order(ByteOrder.LITTLE_ENDIAN);
        int at = Layout.SEGMENT_HEADER_BYTES;
        for (int i = 0; i < batch; i++) {
            assertEquals(Layout.BATCH_MAGIC, buffer.getInt(at), segment + " has " + i + " batches");
            int length = buffer.getInt(at + Layout.BATCH_LENGTH);
            at += Layout.batchBytes(Layout.BATCH_HEADER_BYTES + length);
        }
        damage(segment, at + Layout.BATCH_HEADER_BYTES);
    }

    private void damage(String segment, int at) throws Exception {
        disk.damage(segment, at, new byte[] {(byte) (disk.platter(segment)[at] ^ 1)});
    }

    private static Recovered found(long round, List<Entry> tail) {
        return found(round, round, tail);
    }

    private static Recovered found(long promised, long round, List<Entry> tail) {
        return new Recovered(given(promised), LogId.NONE, tail)
                .withHole(Optional.of(new Hole(round)));
    }

    private static Promise given(long round) {
        return new Promise(round, Optional.of(N2));
    }

    private static Durable.Promised promise(long round) {
        return new Durable.Promised(given(round));
    }

    private static Durable.Written written(long term, long from, long to) {
        return new Durable.Written(entries(term, from, to));
    }

    private static List<Entry> entries(long term, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(i -> Entry.command(term, i, Bytes.utf8("entry " + i + " of " + term)))
                .toList();
    }
}
