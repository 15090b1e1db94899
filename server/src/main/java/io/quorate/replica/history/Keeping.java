package io.quorate.replica.history;

import io.quorate.core.state.Command;
import io.quorate.core.state.HistoryMarks;
import io.quorate.core.state.KeyValueMachine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a leader has the past given up because of its age or its length. What it knows of ages is in
 * the state, so another leader goes on where it was; and what it says is a command like any other.
 */
public final class Keeping {

    /** So many marks in the time that is kept: the past gets older than asked by a part of this. */
    private static final int MARKS = 32;

    /** How often the log is written to for this at most. */
    private static final long INTERVAL_NANOS_MIN = 1_000_000_000L;

    private final KeyValueMachine state;
    private final HistoryKeep keep;
    private Optional<Long> lastNanos = Optional.empty();

    public Keeping(KeyValueMachine state, HistoryKeep keep) {
        this.state = state;
        this.keep = keep;
    }

    /**
     * What is to be proposed, if anything is due.
     *
     * @param logNanos the time of the log, if this node leads and knows it
     */
    public Optional<Command> due(long nowNanos, OptionalLong logNanos) {
        if (logNanos.isEmpty()) return Optional.empty();
        if (lastNanos.isPresent() && nowNanos - lastNanos.get() < INTERVAL_NANOS_MIN) {
            return Optional.empty();
        }
        Optional<Command> due =
                switch (keep) {
                    case HistoryKeep.Forever _ -> Optional.empty();
                    case HistoryKeep.Newest(long revisions) -> newest(revisions);
                    case HistoryKeep.Younger(long nanos) -> younger(nanos, logNanos.getAsLong());
                };
        if (due.isPresent()) lastNanos = Optional.of(nowNanos);
        return due;
    }

    private Optional<Command> newest(long revisions) {
        long floor = state.revision() - revisions;
        return floor > state.compactedRevision()
                ? Optional.of(new Command.Compact(floor))
                : Optional.empty();
    }

    /**
     * Something is old enough, or something new is not marked and the last mark is some time ago.
     */
    private Optional<Command> younger(long nanos, long now) {
        HistoryMarks marks = state.historyMarks();
        boolean isOld = isPast(marks.oldest(), now - nanos);
        boolean isSpaced = marks.newest().isEmpty() || isPast(marks.newest(), now - nanos / MARKS);
        boolean wantsMark = marks.isOutrun() && isSpaced;
        return isOld || wantsMark ? Optional.of(new Command.CompactOlder(nanos)) : Optional.empty();
    }

    private static boolean isPast(OptionalLong mark, long nanos) {
        return mark.isPresent() && mark.getAsLong() <= nanos;
    }
}
