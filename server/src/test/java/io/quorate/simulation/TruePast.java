package io.quorate.simulation;

import io.quorate.core.state.Command;

import java.util.ArrayList;
import java.util.List;

/** How much of the past the committed commands leave, written down a second time. */
final class TruePast {

    private record Mark(long nanos, long revision) {}

    private final List<Mark> marks = new ArrayList<>();
    private long floor;

    /** The first revision that can be read. */
    long floor() {
        return floor;
    }

    void compact(Command.Compact compact, long newest) {
        if (compact.revision() <= newest) floor = Math.max(floor, compact.revision());
    }

    /** What stood so long ago that it was marked then is old enough. */
    void compact(Command.CompactOlder older, long nowNanos, long newest) {
        for (Mark mark : marks) {
            boolean isOld = nowNanos - mark.nanos() >= older.keepNanos();
            if (isOld) floor = Math.max(floor, mark.revision());
        }
        marks.add(new Mark(nowNanos, newest));
    }
}
