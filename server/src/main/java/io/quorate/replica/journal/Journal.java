package io.quorate.replica.journal;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The log on disk of all of a node's groups. Owned by one thread, apart from {@link #spares}.
 *
 * <p>A failed write or force is final: what is on the disk is not known any more, so every later
 * call fails too, and the process must end. {@link DiskFull}, which only the preparing of a segment
 * reports, is not such a failure: nothing is lost, and the same write may be tried again.
 */
public final class Journal implements AutoCloseable {

    private final Disk disk;
    private final JournalLimits limits;
    private final long identity;
    private final Groups groups;
    private final Deque<Segment> segments;
    private final List<String> holes;
    private final EntryReader reader;
    private final BatchEncoder encoder;
    private final BatchEncoder ownEncoder;
    private final Spares ownSpares;

    private Segment current;
    private Spare spare;
    private long sequence;
    private int crc;
    private boolean isForced = true;
    private boolean hasFailed;

    private Journal(Disk disk, JournalLimits limits, Recovery.Found found) {
        this.disk = disk;
        this.limits = limits;
        this.identity = found.identity();
        this.groups = found.groups();
        this.segments = new ArrayDeque<>(found.segments());
        this.holes = found.holes();
        this.sequence = found.sequence();
        this.crc = found.crc();
        this.reader = new EntryReader(identity);
        this.encoder = new BatchEncoder(limits.batchBytesMax());
        this.ownEncoder = new BatchEncoder(limits.segmentBytes() / 2);
        this.ownSpares = new Spares(disk, limits.segmentBytes(), Layout.leftoverName("next"));
    }

    /**
     * Opens the journal of a directory, or begins one if there is none, and checks all that is
     * there. Batches that are lost before sound ones are no reason to refuse it.
     *
     * @throws JournalDamaged if something is wrong that neither this nor a power cut explains;
     *     nothing was changed
     * @throws JournalNewer if a later version wrote it; nothing was changed
     * @throws IOException if the disk fails
     */
    public static Journal open(Disk disk, JournalLimits limits)
            throws IOException, JournalDamaged, JournalNewer {
        Recovery.Found found = Recovery.run(disk);
        boolean isNew = found.segments().isEmpty();
        if (isNew) {
            var none = new Groups();
            found = new Recovery.Found(disk.newIdentity(), List.of(), none, 0, 0, List.of());
        }
        var journal = new Journal(disk, limits, found);
        if (isNew) {
            journal.roll();
        } else {
            journal.current = journal.segments.getLast();
        }
        return journal;
    }

    /** What is lost, and where. */
    public List<String> holes() {
        return holes;
    }

    /**
     * For a node whom no other can give back what it lost.
     *
     * @throws JournalDamaged if it lost something
     */
    public void refuseHole() throws JournalDamaged {
        if (groups.isWhole()) return;
        throw JournalDamaged.beyondRepair(holes);
    }

    /**
     * What an engine restarts with. A journal that was never written to is written to, so that one
     * that comes back empty beside a state machine that is not can be told to be lost. If batches
     * were lost, it goes on in a new segment from where the logs stood before.
     *
     * @param base the last entry that the group's state machine has durably applied
     * @throws JournalDamaged if entries above the base may be missing
     */
    public Recovered recovered(GroupId group, LogId base) throws IOException, JournalDamaged {
        GroupLog log = groups.of(group);
        if (sequence == 1 && base.index() > 0) throw JournalDamaged.lost(group, base);
        if (log.released() > base.index()) {
            throw JournalDamaged.beginsBehind(group, log.released(), base);
        }
        if (groups.brokenBehind().isPresent()) roll();
        boolean follows = log.released() == base.index() || reader.holds(group, log, base);
        List<Entry> tail =
                reader.read(group, log, base.index() + 1, Long.MAX_VALUE, Long.MAX_VALUE);
        var firstWord = new Durable.Promised(Promise.NONE);
        if (sequence == 1) write(List.of(new Append(group, List.of(firstWord))));
        return new Recovered(log.promise(), base, tail, follows).withHole(log.hole());
    }

    /** Writes what all these groups want and makes it durable. */
    public void write(List<Append> appends) throws IOException {
        for (Append append : appends) requireMayCut(append.group(), append.records());
        stage(appends);
        force();
    }

    /**
     * Writes, as one batch if it fits in one; {@link #force} makes it durable. What does not fit in
     * one batch is cut between records, and each part is durable before the next is written.
     *
     * @throws DiskFull if there is no room for another segment: the same may be staged again later
     */
    public void stage(List<Append> appends) throws IOException {
        refuseAfterFailure();
        encoder.begin();
        for (Append append : appends) {
            for (Durable record : append.records()) stage(append.group(), record);
        }
        if (!encoder.isEmpty()) writeBatch(encoder);
    }

    private void stage(GroupId group, Durable record) throws IOException {
        switch (record) {
            case Durable.Written(List<Entry> entries) -> {
                for (Entry entry : entries) {
                    makeRoomFor(Layout.entryBytes(entry));
                    encoder.entry(group, entry);
                }
                return;
            }
            case Durable.Truncated _, Durable.Rebased _, Durable.Promised _, Durable.Mended _ -> {}
        }
        makeRoomFor((int) Layout.recordsBytes(record));
        encoder.record(group, record);
    }

    /**
     * Holds that an engine never cuts what its state machine has applied. To be asked of records in
     * the order in which they and releases are given: what waits for room is staged long after
     * later releases were done.
     */
    public void requireMayCut(GroupId group, List<Durable> records) {
        groups.of(group).requireMayCut(group, records);
    }

    private void makeRoomFor(int recordBytes) throws IOException {
        if (encoder.fits(recordBytes)) return;
        writeBatch(encoder);
        encoder.begin();
        InvariantViolation.require(
                encoder.fits(recordBytes),
                "a record of %s bytes, and a batch has at most %s",
                recordBytes,
                limits.batchBytesMax());
    }

    private void writeBatch(BatchEncoder batch) throws IOException {
        force();
        if (!fits(batch.bytes() + limits.reserveBytes())) roll();
        try {
            append(current, batch);
        } catch (IOException e) {
            throw failed(e);
        }
        isForced = false;
    }

    private boolean fits(long bytes) {
        return bytes + Layout.CLOSED_BYTES <= current.bytes - current.end;
    }

    /** Appends to a segment and takes in what was appended. */
    private void append(Segment segment, BatchEncoder batch) throws IOException {
        int recordsTo = segment.end + batch.recordsEnd();
        BatchEncoder.Sealed sealed = batch.seal(sequence + 1, identity, crc, groups.highestRound());
        segment.file.write(segment.end, sealed.bytes());
        int at = segment.end;
        int from = at + Layout.BATCH_HEADER_BYTES;
        ByteBuffer buffer = sealed.bytes();
        segment.end += buffer.limit();
        sequence++;
        crc = sealed.crc();
        groups.promisedUpTo(sealed.round());
        try {
            groups.replay(segment, at, buffer, Layout.BATCH_HEADER_BYTES, from, recordsTo);
        } catch (JournalDamaged e) {
            throw new InvariantViolation("a batch that was just made makes no sense", e);
        }
    }

    /** Makes what was staged durable. */
    public void force() throws IOException {
        refuseAfterFailure();
        if (isForced) return;
        try {
            current.file.force();
        } catch (IOException e) {
            throw failed(e);
        }
        isForced = true;
    }

    /**
     * Begins the next segment. It gets its name, and so becomes part of the journal, only when its
     * header and its first batch are durable; and only then is the old one marked as full.
     */
    private void roll() throws IOException {
        Spare next = spare != null ? spare : ownSpares.prepare();
        spare = null;
        try {
            long number = current == null ? 1 : current.number + 1;
            String name = Layout.segmentName(number);
            var segment = new Segment(number, name, next.file, next.bytes);
            next.file.write(0, new SegmentHeader(identity, number, next.bytes).encode());
            append(segment, lastWords(segments.isEmpty() ? number : segments.getFirst().number));
            next.file.force();
            disk.rename(next.name, name);
            disk.forceDirectory();
            if (current != null) {
                current.file.write(current.end, ClosedMark.encode(identity, number));
                current.file.force();
            }
            segments.addLast(segment);
            current = segment;
        } catch (IOException e) {
            throw failed(e);
        }
        deleteWhatIsNotNeeded();
    }

    /**
     * What must not be forgotten with the segments before: opens a segment, goes before deleting.
     * Where the logs broke off it says that they go on.
     */
    private BatchEncoder lastWords(long oldestSegment) {
        ownEncoder.begin();
        ownEncoder.oldestSegment(oldestSegment);
        groups.brokenBehind()
                .ifPresent(behind -> ownEncoder.resumed(behind, groups.highestRound()));
        for (Map.Entry<GroupId, GroupLog> group : groups.all().entrySet()) {
            ownEncoder.promise(group.getKey(), group.getValue().promise());
            ownEncoder.compactionPoint(group.getKey(), group.getValue().released());
        }
        return ownEncoder;
    }

    /**
     * Entries of a group up to an index are not needed any more. Segments that hold nothing else
     * go, the oldest first, each before the next: a truncation is never forgotten before what it
     * truncated.
     *
     * @param index what the state machine has durably applied, at most; a lower one than before
     *     changes nothing
     */
    public void release(GroupId group, long index) throws IOException {
        refuseAfterFailure();
        groups.of(group).release(index);
        deleteWhatIsNotNeeded();
    }

    private void deleteWhatIsNotNeeded() throws IOException {
        long oldest = oldestNeeded();
        if (segments.getFirst().number == oldest) return;
        force();
        BatchEncoder words = lastWords(oldest);
        if (!fits(words.bytes())) return;
        try {
            append(current, words);
            current.file.force();
            while (segments.getFirst().number < oldest) {
                Segment gone = segments.removeFirst();
                gone.file.close();
                disk.delete(gone.name);
                disk.forceDirectory();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** While something is lost nothing is given up: it may be all that is left anywhere. */
    private long oldestNeeded() {
        if (!groups.isWhole()) return segments.getFirst().number;
        for (Segment segment : segments) {
            if (segment.extents > 0) return segment.number;
        }
        return current.number;
    }

    /**
     * Reads a group's entries back, contiguous from the first one wanted.
     *
     * @param to the last index wanted
     * @param bytesMax by {@link Entry#bytes}; one entry comes even if it is larger
     * @return none if the first one wanted is not held
     * @throws JournalDamaged if what was sound when it was written or recovered is not any more
     */
    public List<Entry> read(GroupId group, long from, long to, int bytesMax)
            throws IOException, JournalDamaged {
        refuseAfterFailure();
        return reader.readWithoutGap(group, groups.of(group), from, to, bytesMax);
    }

    /** The first index that is held, or one past the last if none is. */
    public long firstIndex(GroupId group) {
        return groups.of(group).firstIndex();
    }

    /** The last index that is held, or the last that was released if none is. */
    public long lastIndex(GroupId group) {
        return groups.of(group).lastIndex();
    }

    /** What the segments take on the disk. */
    public long bytes() {
        long bytes = 0;
        for (Segment segment : segments) bytes += segment.bytes;
        return bytes;
    }

    /** What these records take in a batch. */
    public static long recordsBytes(List<Durable> records) {
        long bytes = 0;
        for (Durable record : records) bytes += Layout.recordsBytes(record);
        return bytes;
    }

    /** Sizes that this journal keeps to. */
    public JournalLimits limits() {
        return limits;
    }

    /** Prepares segments for {@link #offer}, on any thread. */
    public Spares spares() {
        return new Spares(disk, limits.segmentBytes(), Layout.leftoverName("ahead"));
    }

    /** Gives the journal a segment to go on in. */
    public void offer(Spare prepared) {
        InvariantViolation.require(spare == null, "the journal has a spare segment already");
        spare = prepared;
    }

    /** Whether a segment waits to be gone on in. */
    public boolean hasSpare() {
        return spare != null;
    }

    /** Whether records of so many bytes can be written without a segment being prepared first. */
    public boolean hasRoomFor(long recordsBytes) {
        return spare != null
                || fits(recordsBytes + Layout.BATCH_OVERHEAD_BYTES + limits.reserveBytes());
    }

    private IOException failed(IOException e) {
        hasFailed = true;
        return e;
    }

    private void refuseAfterFailure() throws IOException {
        if (hasFailed) throw new IOException("the journal failed before and is not to be used");
    }

    /** Closes the files; what was staged and not forced may be lost. */
    @Override
    public void close() throws IOException {
        hasFailed = true;
        for (Segment segment : segments) segment.file.close();
        if (spare != null) spare.file.close();
    }
}
