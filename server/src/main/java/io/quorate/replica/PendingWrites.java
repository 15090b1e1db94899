package io.quorate.replica;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Outcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The writes that callers wait for: first by request, then, once the engine has given them an
 * index, by where they stand in the log.
 */
final class PendingWrites {

    private record Waiting(long term, WriteAnswer answer) {}

    private final Map<Long, WriteAnswer> proposed = new LinkedHashMap<>();
    private final Map<Long, Waiting> byIndex = new LinkedHashMap<>();

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
            Waiting replaced = byIndex.put(index, new Waiting(first.term(), answer));
            if (replaced != null) {
                replaced.answer().failed(new Failure.OutcomeUnknown("its entry was replaced"));
            }
            index++;
        }
    }

    void refused(List<Long> requests, Failure failure) {
        for (long request : requests) proposed.remove(request).failed(failure);
    }

    /** Ends the wait of everyone whose command is in the log. Answers how many there were. */
    int abandon(Failure failure) {
        List<Waiting> all = new ArrayList<>(byIndex.values());
        byIndex.clear();
        for (Waiting waiting : all) waiting.answer().failed(failure);
        return all.size();
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
