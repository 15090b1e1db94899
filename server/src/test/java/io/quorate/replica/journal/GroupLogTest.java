package io.quorate.replica.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class GroupLogTest {

    private final Segment segment =
            new Segment(1, "segment", new MemoryDisk(1).create("segment", 0), 64 << 20);
    private final GroupLog log = new GroupLog(Optional.empty());

    GroupLogTest() throws Exception {}

    @Test
    void aLongLogHasAShortIndex() {
        int entryBytes = 300;
        for (int i = 1; i <= 200_000; i++) {
            int at = i * entryBytes;
            log.entry(segment, at - 32, at, at + entryBytes, i);
        }
        assertEquals(1, log.firstIndex());
        assertEquals(200_000, log.lastIndex());
        assertTrue(log.extents() < 1_000, "extents: " + log.extents());
        assertEquals(log.extents(), segment.extents);
    }

    @Test
    void anExtentEndsWhereAnEntryIsReplaced() {
        for (int i = 1; i <= 10; i++) log.entry(segment, 0, i * 100, i * 100 + 100, i);
        log.entry(segment, 0, 5_000, 5_100, 4);
        assertEquals(3, log.extents());
        assertEquals(3, log.at(3).last);
        assertEquals(5_000, log.at(4).recordsFrom);
        assertEquals(100, log.at(5).recordsFrom);
        assertEquals(1_100, log.at(5).recordsTo);
    }

    @Test
    void anEntryAfterATruncationStandsInAnExtentOfItsOwn() {
        for (int i = 1; i <= 10; i++) log.entry(segment, 0, i * 100, i * 100 + 100, i);
        log.truncateSuffix(6);
        assertEquals(5, log.lastIndex());
        log.entry(segment, 0, 5_000, 5_100, 6);
        assertEquals(5, log.at(5).last);
        assertEquals(5_000, log.at(6).recordsFrom);
    }

    @Test
    void aReleaseForgetsWhatLiesBelowAndLateEntriesToo() {
        for (int i = 1; i <= 10; i++) log.entry(segment, 0, i * 100, i * 100 + 100, i);
        log.release(4);
        log.entry(segment, 0, 5_000, 5_100, 3);
        assertEquals(5, log.firstIndex());
        log.release(10);
        assertEquals(11, log.firstIndex());
        assertEquals(10, log.lastIndex());
        assertEquals(0, segment.extents);
    }
}
