package io.quorate.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The linearizable reads that callers wait for: first by ticket, until the engine has confirmed an
 * index for it, then by that index, until the state machine has applied it.
 */
final class PendingReads {

    /**
     * How long a read waits at most, from when it was asked for, until its index is applied: about
     * as long as callers do. If the store takes nothing for so long, nobody waits any more whom it
     * could be served to, and the read holds a place that another could have.
     */
    static final long WAIT_NANOS_MAX = 5_000_000_000L;

    private record Asked(long stampNanos, List<ReadAnswer> answers) {}

    private record Confirmed(long index, Asked asked) {}

    private final Map<Long, Asked> asked = new LinkedHashMap<>();
    private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    /**
     * Takes the reads of a turn.
     *
     * @param nowNanos before anybody is asked for the index
     */
    void asked(long ticket, long nowNanos, List<ReadAnswer> answers) {
        asked.put(ticket, new Asked(nowNanos, answers));
        size += answers.size();
    }

    void confirmed(long ticket, long index) {
        Asked its = asked.remove(ticket);
        if (its != null) confirmed.add(new Confirmed(index, its));
    }

    /** Ends the wait of a ticket's readers. Answers how many there were. */
    int refused(long ticket, Failure failure) {
        Asked its = asked.remove(ticket);
        return its == null ? 0 : fail(its.answers(), failure);
    }

    /**
     * Ends the wait of those whose index was confirmed and is not applied in time. How long it
     * takes to confirm one is the engine's to bound. Answers how many there were.
     */
    int expire(long nowNanos, Failure failure) {
        int late = 0;
        for (int left = confirmed.size(); left > 0; left--) {
            Confirmed next = confirmed.poll();
            if (nowNanos - next.asked().stampNanos() < WAIT_NANOS_MAX) confirmed.add(next);
            else late += fail(next.asked().answers(), failure);
        }
        return late;
    }

    /** Ends the wait of all readers. */
    void refuseAll(Failure failure) {
        List<Asked> all = new ArrayList<>(asked.values());
        asked.clear();
        while (!confirmed.isEmpty()) all.add(confirmed.poll().asked());
        all.forEach(its -> fail(its.answers(), failure));
    }

    /**
     * Gives every reader whose index is applied to {@code serve}.
     *
     * @param fresh told first when such an index was asked for
     */
    void serveApplied(long appliedIndex, LongConsumer fresh, Consumer<ReadAnswer> serve) {
        for (int left = confirmed.size(); left > 0; left--) {
            Confirmed next = confirmed.poll();
            if (next.index() > appliedIndex) {
                confirmed.add(next);
                continue;
            }
            fresh.accept(next.asked().stampNanos());
            size -= next.asked().answers().size();
            next.asked().answers().forEach(serve);
        }
    }

    private int fail(List<ReadAnswer> answers, Failure failure) {
        size -= answers.size();
        for (ReadAnswer answer : answers) answer.failed(failure);
        return answers.size();
    }
}
