package io.quorate.replica;

import io.quorate.core.engine.Entry;

import java.util.ArrayDeque;

/**
 * Which index lies how many bytes behind the last applied one. Counts from its beginning: what the
 * journal held before is behind all of it.
 */
final class JournalTail {

    /** How finely a tail is measured. */
    private static final int MARKS_A_TAIL = 16;

    /** For who gets a snapshot so many tails are kept at most. */
    private static final int TAILS_KEPT = 8;

    private record Mark(long index, long total) {}

    private final long tailBytes;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long total;
    private long markedTotal;
    private long droppedIndex;
    private long givenUpIndex;

    JournalTail(long tailBytes) {
        this.tailBytes = tailBytes;
    }

    void applied(Entry entry) {
        total += entry.bytes();
        if (total - markedTotal < tailBytes / MARKS_A_TAIL) return;
        markedTotal = total;
        marks.add(new Mark(entry.index(), total));
        for (Mark mark : marks) {
            if (total - mark.total() < tailBytes) break;
            droppedIndex = mark.index();
        }
        while (total - marks.peek().total() >= TAILS_KEPT * tailBytes) {
            givenUpIndex = marks.poll().index();
        }
    }

    /** Up to here entries lie behind the tail; 0 if none are known to. */
    long droppedIndex() {
        return droppedIndex;
    }

    /** Up to here they lie so far behind it that nothing can be waited for any more. */
    long givenUpIndex() {
        return givenUpIndex;
    }
}
