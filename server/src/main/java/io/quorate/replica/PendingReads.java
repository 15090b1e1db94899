package io.quorate.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The linearizable reads that callers wait for: first by ticket, until the engine has confirmed an
 * index for it, then by that index, until the state machine has applied it.
 */
final class PendingReads {

    private record Confirmed(long index, List<ReadAnswer> answers) {}

    private final Map<Long, List<ReadAnswer>> asked = new LinkedHashMap<>();
    private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    void asked(long ticket, List<ReadAnswer> answers) {
        asked.put(ticket, answers);
        size += answers.size();
    }

    void confirmed(long ticket, long index) {
        List<ReadAnswer> answers = asked.remove(ticket);
        if (answers != null) confirmed.add(new Confirmed(index, answers));
    }

    /** Ends the wait of a ticket's readers. Answers how many there were. */
    int refused(long ticket, Failure failure) {
        List<ReadAnswer> answers = asked.remove(ticket);
        return answers == null ? 0 : fail(answers, failure);
    }

    /** Ends the wait of all readers. */
    void refuseAll(Failure failure) {
        List<List<ReadAnswer>> all = new ArrayList<>(asked.values());
        asked.clear();
        while (!confirmed.isEmpty()) all.add(confirmed.poll().answers());
        all.forEach(answers -> fail(answers, failure));
    }

    /** Gives every reader whose index is applied to {@code serve}. */
    void serveApplied(long appliedIndex, Consumer<ReadAnswer> serve) {
        for (int left = confirmed.size(); left > 0; left--) {
            Confirmed next = confirmed.poll();
            if (next.index() > appliedIndex) {
                confirmed.add(next);
                continue;
            }
            size -= next.answers().size();
            next.answers().forEach(serve);
        }
    }

    private int fail(List<ReadAnswer> answers, Failure failure) {
        size -= answers.size();
        for (ReadAnswer answer : answers) answer.failed(failure);
        return answers.size();
    }
}
