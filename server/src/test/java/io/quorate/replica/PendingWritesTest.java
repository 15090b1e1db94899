package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Outcome;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** What callers hear of what a leader accepted before it led no more. */
class PendingWritesTest {

    private static final Failure UNKNOWN = new Failure.OutcomeUnknown("in a test");
    private static final Standing SOMEWHERE = new Standing(3, new Floor(0, 1));

    private final PendingWrites writes = new PendingWrites();

    private WriteRecord accepted(long request, long term, long index) {
        var write = new WriteRecord();
        writes.proposed(request, write);
        writes.accepted(new LogId(term, index), List.of(request));
        return write;
    }

    private void applied(long term, long index) {
        var entry = new Entry(new LogId(term, index), Entry.Kind.COMMAND, Bytes.EMPTY);
        writes.applied(entry, new Outcome.Nothing(), SOMEWHERE);
    }

    @Test
    void theLogThatGoesOnSaysWhatBecameOfThem() {
        WriteRecord kept = accepted(1, 2, 5);
        WriteRecord lost = accepted(2, 2, 6);
        writes.leadershipEnded(0);
        assertFalse(kept.isAnswered() || lost.isAnswered());
        applied(2, 5);
        applied(3, 6);
        assertTrue(kept.isDone());
        assertEquals(Optional.of(new Failure.NotLeader(Optional.empty())), lost.failure());
        assertEquals(0, writes.expire(PendingWrites.PATIENCE_NANOS, UNKNOWN));
    }

    @Test
    void nobodyWaitsForEver() {
        WriteRecord first = accepted(1, 2, 5);
        writes.leadershipEnded(0);
        WriteRecord second = accepted(2, 4, 6);
        writes.leadershipEnded(10);
        WriteRecord third = accepted(3, 6, 7);
        assertEquals(0, writes.expire(PendingWrites.PATIENCE_NANOS - 1, UNKNOWN));
        assertEquals(1, writes.expire(PendingWrites.PATIENCE_NANOS, UNKNOWN));
        assertEquals(Optional.of(UNKNOWN), first.failure());
        assertFalse(second.isAnswered(), "the end of a later leadership counts for it");
        assertEquals(1, writes.expire(PendingWrites.PATIENCE_NANOS + 10, UNKNOWN));
        assertEquals(Optional.of(UNKNOWN), second.failure());
        assertEquals(0, writes.expire(Long.MAX_VALUE - 1, UNKNOWN));
        assertFalse(third.isAnswered(), "its leadership goes on");
        applied(6, 7);
        assertTrue(third.isDone());
    }
}
