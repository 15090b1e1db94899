package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Recovered;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * A journal of one entry a batch over several segments, and every kind of damage to it. What is
 * found is all, or all but a torn tail, or what stands before a hole that is known as one, or
 * nothing is believed and nothing is changed.
 */
class DamageTest {

    private static final GroupId G1 = new GroupId(1);
    private static final JournalLimits SMALL = new JournalLimits(4 << 10, 1 << 10);
    private static final int ENTRIES = 120;
    private static final long SEED = Long.getLong("quorate.seed", 7);

    private MemoryDisk disk;
    private List<String> names;
    private List<Integer> batches;
    private int end;

    @BeforeEach
    void writesAJournal() throws Exception {
        disk = new MemoryDisk(SEED);
        try (Journal journal = Journal.open(disk, SMALL)) {
            for (int i = 1; i <= ENTRIES; i++) write(journal, i);
        }
        names = disk.list().stream().map(Disk.Name::name).toList();
        assertTrue(names.size() >= 5, names::toString);
        batches = batchesOf(last());
        assertTrue(batches.size() >= 4, "batches of the last segment: " + batches);
    }

    @Test
    void aFlippedBitAnywhereIsAHoleOrRefusedOrHarmlessOrInTheTail() throws Exception {
        for (String name : names) {
            for (int at = 0; at < SMALL.segmentBytes(); at += 3) {
                var damaged = disk.copy(at);
                damaged.platter(name)[at] ^= (byte) (1 << (at % 8));
                int found = entriesFound(damaged);
                int least = isInLastBatch(name, at) ? ENTRIES - 1 : ENTRIES;
                boolean isSound = isKnown(found) || found >= least;
                assertTrue(isSound, name + " bit flipped at " + at + ": " + found + " found");
            }
        }
    }

    @Test
    void aZeroedSectorIsAHoleOrRefusedOrHarmlessOrInTheTail() throws Exception {
        for (String name : names) {
            for (int at = 0; at < SMALL.segmentBytes(); at += MemoryDisk.SECTOR_BYTES) {
                var damaged = disk.copy(at);
                Arrays.fill(damaged.platter(name), at, at + MemoryDisk.SECTOR_BYTES, (byte) 0);
                int found = entriesFound(damaged);
                int to = at + MemoryDisk.SECTOR_BYTES;
                int least = name.equals(last()) && to >= end ? entriesBefore(at) : ENTRIES;
                boolean isSound = isKnown(found) || found >= least;
                assertTrue(isSound, name + " zeroed at " + at + ": " + found + " found");
            }
        }
    }

    @Test
    void swappedSectorsAreAHoleOrRefused() throws Exception {
        for (String name : names.subList(0, names.size() - 1)) {
            for (int at = 0; at < 2048; at += MemoryDisk.SECTOR_BYTES) {
                var damaged = disk.copy(at);
                byte[] bytes = damaged.platter(name);
                byte[] one = Arrays.copyOfRange(bytes, at, at + MemoryDisk.SECTOR_BYTES);
                System.arraycopy(bytes, at + one.length, bytes, at, one.length);
                System.arraycopy(one, 0, bytes, at + one.length, one.length);
                assertTrue(isKnown(entriesFound(damaged)), name + " swapped at " + at);
            }
        }
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws Exception {
        for (String name : names) {
            for (int length : new int[] {0, 1, 63, 64, 100, 2048, SMALL.segmentBytes() - 1}) {
                byte[] bytes = disk.platter(name);
                var damaged = disk.copy(1);
                damaged.put(name, Arrays.copyOf(bytes, length));
                assertEquals(REFUSED, entriesFound(damaged), name + " cut to " + length);
            }
        }
    }

    @Test
    void aMissingSegmentIsRefusedByName() throws Exception {
        for (String name : names) {
            var damaged = disk.copy(1);
            damaged.remove(name);
            JournalDamaged refused =
                    assertThrows(JournalDamaged.class, () -> Journal.open(damaged, SMALL));
            assertTrue(refused.getMessage().contains(name + ", offset 0"), "" + refused);
            assertTrue(refused.getMessage().contains("missing"), "" + refused);
        }
    }

    @Test
    void aFileThatIsNotTheSegmentOfItsNameIsRefused() throws Exception {
        String next = Layout.segmentName(names.size() + 1);
        var foreign = disk.copy(1);
        foreign.platter(names.getFirst())[0] ^= 1;
        assertEquals(REFUSED, entriesFound(foreign), "a wrong magic");
        for (String name : names) {
            var duplicated = disk.copy(1);
            duplicated.put(next, disk.platter(name));
            assertEquals(REFUSED, entriesFound(duplicated), name + " as " + next);
            var swapped = disk.copy(1);
            swapped.put(name, disk.platter(names.get(2)));
            if (!name.equals(names.get(2))) assertEquals(REFUSED, entriesFound(swapped), name);
        }
    }

    @Test
    void anOlderVersionOfASegmentIsAHole() throws Exception {
        String middle = names.get(2);
        List<Integer> starts = batchesOf(middle);
        byte[] older = disk.platter(middle).clone();
        Arrays.fill(older, starts.get(starts.size() / 2), older.length, (byte) 0);
        disk.put(middle, older);
        assertEquals(HOLE, entriesFound(disk));
    }

    @Test
    void anotherJournalsSegmentIsRefused() throws Exception {
        var other = new MemoryDisk(SEED + 1);
        try (Journal journal = Journal.open(other, SMALL)) {
            for (int i = 1; i <= ENTRIES; i++) write(journal, i);
        }
        for (String name : names) {
            var mixed = disk.copy(1);
            mixed.put(name, other.platter(name));
            assertEquals(REFUSED, entriesFound(mixed), name);
        }
    }

    @Test
    void twoBatchesAtOnceAreNoTornTailIfHeaderOrTrailerOfTheLastStands() throws Exception {
        int from = batches.get(batches.size() - 2);
        byte[] trailerStands = disk.platter(last()).clone();
        Arrays.fill(trailerStands, from, end - Layout.BATCH_TRAILER_BYTES, (byte) 0);
        byte[] headerStands = disk.platter(last()).clone();
        headerStands[from + Layout.BATCH_HEADER_BYTES] ^= 1;
        Arrays.fill(headerStands, batches.getLast() + Layout.BATCH_HEADER_BYTES, end, (byte) 0);
        for (byte[] left : List.of(trailerStands, headerStands)) {
            disk.put(last(), left);
            assertEquals(REFUSED, entriesFound(disk));
        }
    }

    @Test
    void aDirectoryInPlaceOfASegmentIsRefused() throws Exception {
        disk.remove(names.get(1));
        disk.makeDirectory(names.get(1));
        assertEquals(REFUSED, entriesFound(disk));
    }

    @Test
    void filesThatWereBeingPreparedAreTakenAway() throws Exception {
        disk.put(Layout.leftoverName("ahead"), new byte[100]);
        disk.put(Layout.leftoverName("next"), disk.platter(last()));
        disk.put("notes.txt", new byte[3]);
        assertEquals(ENTRIES, entriesFound(disk));
        List<String> left = new ArrayList<>(names);
        left.addFirst("notes.txt");
        assertEquals(left, disk.list().stream().map(Disk.Name::name).toList());
    }

    @Test
    void aNewerFormatIsRefusedAsSuch() throws Exception {
        ByteBuffer header = header(names.get(1));
        header.putInt(Layout.SEGMENT_VERSION, Layout.VERSION + 1);
        byte[] bytes = disk.platter(names.get(1));
        var crc = new CRC32C();
        crc.update(bytes, 0, Layout.SEGMENT_CRC);
        crc.update(bytes, Layout.SEGMENT_CRC + 4, 64 - Layout.SEGMENT_CRC - 4);
        header.putInt(Layout.SEGMENT_CRC, (int) crc.getValue());
        JournalNewer newer = assertThrows(JournalNewer.class, () -> Journal.open(disk, SMALL));
        assertTrue(newer.getMessage().contains(names.get(1)), "" + newer);
        assertTrue(newer.getMessage().contains("version " + (Layout.VERSION + 1)), "" + newer);
    }

    @Test
    void aWrongLengthIsAHoleInTheMiddleAndCutInTheTail() throws Exception {
        for (int length : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 4096}) {
            var middle = disk.copy(1);
            ByteBuffer.wrap(middle.platter(last()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(batches.get(1) + Layout.BATCH_LENGTH, length);
            assertEquals(HOLE, entriesFound(middle), "length " + length);
            var tail = disk.copy(1);
            ByteBuffer.wrap(tail.platter(last()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(batches.getLast() + Layout.BATCH_LENGTH, length);
            assertEquals(ENTRIES - 1, entriesFound(tail), "length " + length);
        }
    }

    @Test
    void aTailTornAtAnyByteIsCutAndDoesNotComeBack() throws Exception {
        byte[] whole = disk.platter(last()).clone();
        for (int torn = batches.getLast(); torn < end; torn++) {
            var damaged = disk.copy(1);
            Arrays.fill(damaged.platter(last()), torn, end, (byte) 0);
            if (Arrays.equals(whole, damaged.platter(last()))) continue;
            assertEquals(ENTRIES - 1, entriesFound(damaged), "torn at " + torn);
            assertTrue(isZeroFrom(damaged, batches.getLast()), "torn at " + torn);
            try (Journal journal = Journal.open(damaged, SMALL)) {
                write(journal, ENTRIES);
            }
            assertEquals(ENTRIES, entriesFound(damaged), "torn at " + torn + ", written again");
        }
    }

    /** The tail begins with a client's value that looks like a batch of some journal. */
    @Test
    void aValueThatLooksLikeABatchIsNotTakenForOne() throws Exception {
        var encoder = new BatchEncoder(512);
        encoder.begin();
        encoder.entry(G1, entry(1));
        ByteBuffer forged = encoder.seal(Long.MAX_VALUE, 12345, 0, 0).bytes();
        byte[] value = new byte[forged.limit() + 4];
        forged.get(value, 4, forged.limit());
        try (Journal journal = Journal.open(disk, SMALL)) {
            var entry = Entry.command(1, ENTRIES + 1, Bytes.wrap(value));
            var written = new Durable.Written(List.of(entry));
            journal.write(List.of(new Append(G1, List.of(written))));
        }
        disk.platter(last())[end + Layout.BATCH_HEADER_BYTES] ^= 1;
        assertEquals(ENTRIES, entriesFound(disk));
    }

    @Test
    void whatRotsWhileItIsOpenIsNotReadBack() throws Exception {
        try (Journal journal = Journal.open(disk, SMALL)) {
            int inside = batches.get(1) + Layout.BATCH_HEADER_BYTES + 40;
            disk.platter(last())[inside] ^= 1;
            JournalDamaged refused =
                    assertThrows(
                            JournalDamaged.class,
                            () -> journal.read(G1, 1, ENTRIES, Integer.MAX_VALUE));
            assertTrue(refused.getMessage().contains(last()), "" + refused);
        }
    }

    /** Several damages at once may pass for a longer torn tail, and never for another entry. */
    @Test
    void noDamageEverMakesAWrongEntry() throws Exception {
        int known = 0;
        for (int round = 0; round < 4_000; round++) {
            var random = new SplittableRandom(SEED * 1_000_003 + round);
            var damaged = disk.copy(round);
            for (int i = random.nextInt(1, 6); i > 0; i--) damage(damaged, random);
            if (isKnown(entriesFound(damaged))) known++;
        }
        assertTrue(known > 2_000, known + " known");
    }

    private void damage(MemoryDisk damaged, SplittableRandom random) throws Exception {
        byte[] bytes = damaged.platter(names.get(random.nextInt(names.size())));
        byte[] other = damaged.platter(names.get(random.nextInt(names.size())));
        int from = random.nextInt(bytes.length - 512);
        int to = random.nextInt(bytes.length - 512);
        int length = random.nextInt(1, 512);
        switch (random.nextInt(5)) {
            case 0 -> bytes[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, from, from + length, (byte) 0);
            case 2 -> System.arraycopy(other, from & ~511, bytes, to & ~511, 512);
            case 3 -> System.arraycopy(other, from & ~7, bytes, to & ~7, length);
            default -> bytes[from] = (byte) random.nextInt(256);
        }
    }

    private static final int REFUSED = -1;
    private static final int HOLE = -2;

    /** Whether the journal itself says that something is missing. */
    private static boolean isKnown(int found) {
        return found == REFUSED || found == HOLE;
    }

    /**
     * How many entries are found, all of them right and in order; or that it was refused; or that
     * they end before a hole, at this start and at the next.
     */
    private int entriesFound(MemoryDisk damaged) throws Exception {
        MemoryDisk untouched = damaged.copy(0);
        Recovered found;
        try (Journal journal = Journal.open(damaged, SMALL)) {
            found = journal.recovered(G1, LogId.NONE);
        } catch (JournalDamaged e) {
            assertTrue(e.getMessage().contains("offset"), "" + e);
            assertUnchanged(untouched, damaged);
            return REFUSED;
        }
        List<Entry> tail = found.tail();
        for (int i = 0; i < tail.size(); i++) assertEquals(entry(i + 1), tail.get(i));
        if (found.hole().isEmpty()) return tail.size();
        try (Journal journal = Journal.open(damaged, SMALL)) {
            assertEquals(found, journal.recovered(G1, LogId.NONE));
        }
        return HOLE;
    }

    private static void assertUnchanged(MemoryDisk before, MemoryDisk after) throws Exception {
        assertEquals(before.list(), after.list());
        for (Disk.Name name : before.list()) {
            if (!name.isFile()) continue;
            assertArrayEquals(before.platter(name.name()), after.platter(name.name()));
        }
    }

    private String last() {
        return names.getLast();
    }

    private boolean isInLastBatch(String name, int at) {
        return name.equals(last()) && at >= batches.getLast();
    }

    private ByteBuffer header(String name) throws Exception {
        return ByteBuffer.wrap(disk.platter(name)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private boolean isZeroFrom(MemoryDisk on, int from) throws Exception {
        byte[] bytes = on.platter(last());
        for (int i = from; i < bytes.length; i++) if (bytes[i] != 0) return false;
        return true;
    }

    /** Where a segment's batches begin; the last of them ends at {@link #end}. */
    private List<Integer> batchesOf(String name) throws Exception {
        ByteBuffer bytes = header(name);
        List<Integer> starts = new ArrayList<>();
        int at = Layout.SEGMENT_HEADER_BYTES;
        while (bytes.getInt(at) == Layout.BATCH_MAGIC) {
            starts.add(at);
            int length = bytes.getInt(at + Layout.BATCH_LENGTH);
            at += Layout.batchBytes(Layout.BATCH_HEADER_BYTES + length);
        }
        end = at;
        assertFalse(starts.isEmpty());
        return starts;
    }

    /** A sector's loss takes the batches that begin in it or reach into it. */
    private int entriesBefore(int sector) {
        int lost = 1;
        for (int start : batches) if (start >= sector) lost++;
        return ENTRIES - lost;
    }

    private static void write(Journal journal, int index) throws Exception {
        var written = new Durable.Written(List.of(entry(index)));
        journal.write(List.of(new Append(G1, List.of(written))));
    }

    private static Entry entry(int index) {
        return Entry.command(1, index, Bytes.utf8("the value of entry " + index + ", ".repeat(20)));
    }
}
