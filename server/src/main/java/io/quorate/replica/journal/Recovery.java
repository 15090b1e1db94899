package io.quorate.replica.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a restart believes. First everything is read and checked, and nothing is changed; then the
 * disk is tidied. Each step of the tidying can be interrupted and done again.
 *
 * <p>What a power cut explains: a bad last batch of the last segment, since one batch at most is on
 * its way to the disk; files that were being prepared; old segments that were being deleted.
 * Everything else that does not fit is damage. Batches that are lost before one that is sound are a
 * hole: behind it the logs break off, and the sound batch says up to which round the node may have
 * given its word. All other damage is refused.
 */
final class Recovery {

    /**
     * A journal as it was found.
     *
     * @param segments in order; the last is the one to write to. Empty for a new journal
     * @param sequence of the last batch
     * @param crc of the last batch
     * @param holes what is lost, and where
     */
    record Found(
            long identity,
            List<Segment> segments,
            Groups groups,
            long sequence,
            int crc,
            List<String> holes) {}

    /** So many holes are told of; who has more has lost a disk, and knows it by then. */
    private static final int HOLES_TOLD_MAX = 16;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(32 << 10);

    private final Disk disk;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> leftovers = new ArrayList<>();
    private final List<String> holes = new ArrayList<>();
    private Groups groups = new Groups();

    private long identity;
    private BatchReader reader;
    private long sequence;
    private int crc;
    private int lastBatchAt;

    /** Where the last byte behind the last batch stands that is not zero. */
    private int tornTo;

    private Recovery(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads, checks and tidies.
     *
     * @throws JournalDamaged if something is wrong that no power cut explains; nothing was changed
     * @throws JournalNewer if a later version wrote it; nothing was changed
     */
    static Found run(Disk disk) throws IOException, JournalDamaged, JournalNewer {
        var recovery = new Recovery(disk);
        try {
            return recovery.find();
        } catch (IOException | JournalDamaged | JournalNewer e) {
            for (Segment segment : recovery.segments) segment.file.close();
            throw e;
        }
    }

    private Found find() throws IOException, JournalDamaged, JournalNewer {
        open(names());
        read(segments);
        refuseLostOldest();
        readWhatIsNeeded();
        tidy();
        return new Found(identity, segments, groups, sequence, crc, List.copyOf(holes));
    }

    /**
     * The first segment that is needed opens with what was said before it; what is still there of
     * earlier ones, damaged or with a hole gone already, is not to be listened to.
     */
    private void readWhatIsNeeded() throws IOException, JournalDamaged {
        long oldest = groups.oldestSegment();
        List<Segment> needed = segments.stream().filter(each -> each.number >= oldest).toList();
        if (needed.size() < segments.size()) read(needed);
    }

    private void read(List<Segment> from) throws IOException, JournalDamaged {
        groups = new Groups();
        holes.clear();
        sequence = 0;
        for (Segment segment : from) readBatches(segment, segment == from.getFirst());
        if (!from.isEmpty()) refuseWhatIsNoTornTail(from.getLast());
    }

    private SortedMap<Long, String> names() throws IOException, JournalDamaged {
        var names = new TreeMap<Long, String>();
        for (Disk.Name name : disk.list()) {
            Optional<Long> number = Layout.segmentNumber(name.name());
            if (number.isPresent()) {
                if (!name.isFile()) {
                    throw JournalDamaged.at(name.name(), 0, "this is not a plain file");
                }
                names.put(number.get(), name.name());
            } else if (Layout.isLeftover(name.name()) && name.isFile()) {
                leftovers.add(name.name());
            }
        }
        return names;
    }

    private void open(SortedMap<Long, String> names)
            throws IOException, JournalDamaged, JournalNewer {
        for (Map.Entry<Long, String> entry : names.entrySet()) {
            long number = entry.getKey();
            String name = entry.getValue();
            DiskFile file = disk.open(name);
            // The size is not known before the header is read; the reader needs none until then.
            segments.add(new Segment(number, name, file, 0));
            SegmentHeader header = SegmentHeader.read(file, name, number);
            segments.set(segments.size() - 1, new Segment(number, name, file, header.bytes()));
            if (segments.size() == 1) identity = header.identity();
            if (header.identity() != identity) {
                throw JournalDamaged.at(name, 0, "the segment belongs to another journal");
            }
            if (number != names.firstKey() + segments.size() - 1) {
                String missing = Layout.segmentName(number - 1);
                throw JournalDamaged.at(missing, 0, "the segment is missing");
            }
        }
        reader = new BatchReader(identity);
    }

    /** Takes in a segment's batches; what is lost between them is a hole. */
    private void readBatches(Segment segment, boolean isFirst) throws IOException, JournalDamaged {
        reader.open(segment);
        int from = Layout.SEGMENT_HEADER_BYTES;
        segment.end = from;
        segment.extents = 0;
        int offset = nextBatch(segment, from);
        while (offset < segment.bytes) {
            boolean opensTheJournal = isFirst && offset == Layout.SEGMENT_HEADER_BYTES;
            if (!opensTheJournal && !isNext(segment.end, offset)) breakOff(segment, offset);
            take(segment, offset);
            segment.end = reader.next();
            offset = nextBatch(segment, segment.end);
        }
        boolean isLast = segment == segments.getLast();
        if (isLast && segment.end == Layout.SEGMENT_HEADER_BYTES) {
            throw JournalDamaged.at(
                    segment.name, segment.end, "the first batch of the last segment is damaged");
        }
    }

    /**
     * Where the first sound batch begins, from an offset on, that may follow those before, or the
     * end of the segment. In a sound segment it begins at the offset, or there is none; what is
     * sound and out of place is passed over.
     */
    private int nextBatch(Segment segment, int from) throws IOException {
        if (isLater(from)) return from;
        int end = segment.bytes & ~7;
        for (int offset = notZero(from, end); offset < end; offset = notZero(offset + 8, end)) {
            reader.show(offset, Integer.BYTES);
            if (reader.window().getInt(reader.at(offset)) != Layout.BATCH_MAGIC) continue;
            if (isLater(offset)) return offset;
        }
        return segment.bytes;
    }

    private boolean isLater(int offset) throws IOException {
        return reader.load(offset) && reader.sequence() > sequence;
    }

    private boolean isNext(int end, int offset) {
        return offset == end && reader.sequence() == sequence + 1 && reader.previousCrc() == crc;
    }

    private void breakOff(Segment segment, int offset) {
        groups.breakOff(sequence);
        if (holes.size() == HOLES_TOLD_MAX) return;
        holes.add(
                "journal file "
                        + segment.name
                        + ", offset "
                        + offset
                        + ": batch "
                        + reader.sequence()
                        + " stands here, and what stood behind batch "
                        + sequence
                        + " is damaged or missing");
    }

    private void take(Segment segment, int offset) throws JournalDamaged {
        sequence = reader.sequence();
        crc = reader.crc();
        lastBatchAt = offset;
        int from = reader.recordsFrom();
        groups.promisedUpTo(reader.round());
        groups.replay(segment, offset, reader.window(), reader.at(from), from, reader.recordsTo());
    }

    /**
     * A torn tail is one batch, the next one, and nothing else of this journal stands behind the
     * last sound batch: no other batch's header or trailer, and no mark that the journal went on.
     */
    private void refuseWhatIsNoTornTail(Segment last) throws IOException, JournalDamaged {
        tornTo = last.end;
        int end = last.bytes & ~7;
        for (int offset = notZero(last.end, end); offset < end; offset = notZero(offset + 8, end)) {
            reader.show(offset, 8);
            long word = reader.window().getLong(reader.at(offset));
            tornTo = offset + 8;
            if ((int) word == Layout.CLOSED_MAGIC) refuseClosed(last, offset);
            if ((int) word == Layout.BATCH_MAGIC) refuseOtherHeader(last, offset);
            long trailerOf = word - identity;
            if (trailerOf > sequence + 1 && trailerOf - sequence <= last.bytes) {
                throw behind(last, trailerOf, offset);
            }
        }
    }

    /** The offset of the first word that is not zero, or the end: most of a segment is zeros. */
    private int notZero(int from, int end) throws IOException {
        for (int offset = from; offset < end; offset += ZEROS.capacity()) {
            int length = Math.min(ZEROS.capacity(), end - offset);
            reader.show(offset, length);
            int at = reader.at(offset);
            ByteBuffer shown = reader.window().duplicate().limit(at + length).position(at);
            int same = shown.mismatch(ZEROS.duplicate().limit(length));
            if (same >= 0) return (offset + same) & ~7;
        }
        return end;
    }

    private void refuseOtherHeader(Segment last, int offset) throws IOException, JournalDamaged {
        if (last.bytes - offset < Layout.BATCH_HEADER_BYTES) return;
        reader.show(offset, Layout.BATCH_HEADER_BYTES);
        int at = reader.at(offset);
        ByteBuffer window = reader.window();
        if (window.getLong(at + Layout.BATCH_IDENTITY) != identity) return;
        long found = window.getLong(at + Layout.BATCH_SEQUENCE);
        if (offset == last.end && found == sequence + 1) return;
        throw behind(last, found, offset);
    }

    private JournalDamaged behind(Segment last, long found, int offset) {
        return JournalDamaged.at(
                last.name,
                last.end,
                "batch "
                        + (sequence + 1)
                        + " is damaged or missing here, and what is left of batch "
                        + found
                        + " stands behind it at "
                        + offset);
    }

    private void refuseClosed(Segment last, int offset) throws IOException, JournalDamaged {
        reader.show(offset, Math.min(Layout.CLOSED_BYTES, last.bytes - offset));
        if (!ClosedMark.stands(reader.window(), reader.at(offset), identity)) return;
        String missing = Layout.segmentName(last.number + 1);
        throw JournalDamaged.at(
                missing, 0, "the segment is missing: " + last.name + " says that it was written");
    }

    /** Where a hole took even what says which the oldest is, the node knows to have lost all. */
    private void refuseLostOldest() throws JournalDamaged {
        if (segments.isEmpty() || groups.oldestSegment() == 0) return;
        if (segments.getFirst().number <= groups.oldestSegment()) return;
        throw JournalDamaged.at(
                Layout.segmentName(groups.oldestSegment()), 0, "the segment is missing");
    }

    /** All is sound: takes away what a power cut left. */
    private void tidy() throws IOException {
        for (String leftover : leftovers) disk.delete(leftover);
        Iterator<Segment> oldest = segments.iterator();
        while (oldest.hasNext()) {
            Segment segment = oldest.next();
            if (segment.number >= groups.oldestSegment()) break;
            oldest.remove();
            segment.file.close();
            disk.delete(segment.name);
            disk.forceDirectory();
        }
        disk.forceDirectory();
        if (!segments.isEmpty()) cutTornTail(segments.getLast());
    }

    /**
     * Writes the last batch again, since a process that died before its force may have left it in
     * the page cache alone, and zeros over what follows it, so that no torn byte is ever read.
     */
    private void cutTornTail(Segment last) throws IOException {
        reader.open(last);
        int bytes = last.end - lastBatchAt;
        reader.show(lastBatchAt, bytes);
        int at = reader.at(lastBatchAt);
        last.file.write(lastBatchAt, reader.window().duplicate().limit(at + bytes).position(at));
        ByteBuffer zeros = ByteBuffer.allocate(Math.min(1 << 20, Math.max(0, tornTo - last.end)));
        for (int offset = last.end; offset < tornTo; offset += zeros.limit()) {
            zeros.clear().limit(Math.min(zeros.capacity(), tornTo - offset));
            last.file.write(offset, zeros);
        }
        last.file.force();
    }
}
