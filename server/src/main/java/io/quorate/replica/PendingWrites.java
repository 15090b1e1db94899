package io.quorate.replica;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Outcome;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The writes that callers wait for: first by request, then, once the engine has given them an
 * index, by where they stand in the log. They wait on when their leader has stepped down: what the
 * next one has the log say at their index is an answer, be it their entry or another.
 */
final class PendingWrites {

    /** How long after the end of a leadership its writes wait: some elections. */
    static final long PATIENCE_NANOS = 2_000_000_000L;

    private record Waiting(long term, WriteAnswer answer, long untilNanos) {

        Waiting until(long nanos) {
            return new Waiting(term, answer, Math.min(untilNanos, nanos));
        }
    }

    private final Map<Long, WriteAnswer> proposed = new LinkedHashMap<>();
    private final Map<Long, Waiting> byIndex = new LinkedHashMap<>();

    /** When the first of those loses its patience whose leadership is over. */
    private long dueNanos = Long.MAX_VALUE;

    int size() {
        return proposed.size() + byIndex.size();
    }

    void proposed(long request, WriteAnswer answer) {
        proposed.put(request, answer);
    }

    void accepted(LogId first, List<Long> requests) {
        long index = first.index();
        for (long request : requests) {
            WriteAnswer answer = proposed.remove(request);
            Waiting replaced =
                    byIndex.put(index, new Waiting(first.term(), answer, Long.MAX_VALUE));
            if (replaced != null) {
                replaced.answer().failed(new Failure.OutcomeUnknown("its entry was replaced"));
            }
            index++;
        }
    }

    void refused(List<Long> requests, Failure failure) {
        for (long request : requests) proposed.remove(request).failed(failure);
    }

    /** The leadership is over in which their commands came into the log. */
    void leadershipEnded(long nowNanos) {
        if (byIndex.isEmpty()) return;
        long until = nowNanos + PATIENCE_NANOS;
        byIndex.replaceAll((index, waiting) -> waiting.until(until));
        dueNanos = Math.min(dueNanos, until);
    }

    /** Ends the wait of those who have lost patience. Answers how many there were. */
    int expire(long nowNanos, Failure failure) {
        if (nowNanos < dueNanos) return 0;
        return end(waiting -> waiting.untilNanos() <= nowNanos, failure);
    }

    /** Ends the wait of everyone whose command is in the log. Answers how many there were. */
    int abandon(Failure failure) {
        return end(waiting -> true, failure);
    }

    private int end(Predicate<Waiting> which, Failure failure) {
        List<Waiting> ended = byIndex.values().stream().filter(which).toList();
        byIndex.values().removeIf(which);
        dueNanos =
                byIndex.values().stream()
                        .mapToLong(Waiting::untilNanos)
                        .min()
                        .orElse(Long.MAX_VALUE);
        for (Waiting waiting : ended) waiting.answer().failed(failure);
        return ended.size();
    }

    /**
     * An entry was applied. The caller who waits at its index gets its outcome; or, if the entry is
     * not the one that was accepted there, learns that its own never took effect.
     */
    void applied(Entry entry, Outcome outcome, Standing standing) {
        if (byIndex.isEmpty()) return;
        Waiting waiting = byIndex.remove(entry.index());
        if (waiting == null) return;
        if (waiting.term() == entry.term()) {
            waiting.answer().done(outcome, standing);
        } else {
            waiting.answer().failed(new Failure.NotLeader(Optional.empty()));
        }
    }
}
