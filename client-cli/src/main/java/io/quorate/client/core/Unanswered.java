package io.quorate.client.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a pipeline was asked for and has not answered, in the order it was asked for: first what was
 * turned away, then what is on the stream, then what waits for it. An operation whose caller was
 * told meanwhile keeps its place on the stream until its result comes, and is sent no more.
 */
final class Unanswered<O> {

    private final List<Piped<O>> turnedAway = new ArrayList<>();
    private final ArrayDeque<Piped<O>> sent = new ArrayDeque<>();
    private final ArrayDeque<Piped<O>> waiting = new ArrayDeque<>();
    private int plainWritesSent;
    private long batches;

    void add(Piped<O> operation) {
        waiting.add(operation);
    }

    boolean anyWaits() {
        while (!waiting.isEmpty() && waiting.peek().isTold()) waiting.poll();
        return !waiting.isEmpty();
    }

    boolean anyIsSent() {
        return !sent.isEmpty();
    }

    /** Whether the end of the stream would leave a write unknown. */
    boolean isPlainWriteSent() {
        return plainWritesSent > 0;
    }

    /** Whether as many batches are unanswered as may be. */
    boolean isFull() {
        return anyIsSent()
                && batches - sent.peek().batch() >= PipelineMachine.BATCHES_UNANSWERED_MAX;
    }

    /**
     * Takes what waits, as far as a batch holds it, and counts it as sent.
     *
     * @param tooLate takes what is not worth sending any more
     */
    List<O> nextBatch(long nowNanos, Consumer<Piped<O>> tooLate) {
        int max = PipelineMachine.BATCH_OPERATIONS_MAX;
        List<O> batch = new ArrayList<>(Math.min(waiting.size(), max));
        int bytes = 0;
        while (anyWaits() && batch.size() < max) {
            Piped<O> next = waiting.peek();
            boolean isClosed =
                    !batch.isEmpty() && bytes + next.bytes() > PipelineMachine.BATCH_BYTES_MAX;
            if (isClosed) break;
            waiting.poll();
            if (next.isTooLate(nowNanos)) {
                tooLate.accept(next);
                continue;
            }
            bytes += next.bytes();
            next.sent(batches);
            sent.add(next);
            if (next.kind() == CallKind.WRITE) plainWritesSent++;
            batch.add(next.operation());
        }
        if (!batch.isEmpty()) batches++;
        return batch;
    }

    /** The operation whose result is the stream's next. */
    Piped<O> answered() {
        Piped<O> next = sent.poll();
        next.isOffStream();
        if (next.kind() == CallKind.WRITE) plainWritesSent--;
        return next;
    }

    /** It is to be done after all, before everything that comes behind it. */
    void turnedAway(Piped<O> operation) {
        operation.turnedAway();
        turnedAway.add(operation);
    }

    /**
     * The stream has ended: what was on it waits again, before all that waits, as it was sent.
     *
     * @param unanswered takes each operation that had no result
     */
    void streamEnded(Consumer<Piped<O>> unanswered) {
        List<Piped<O>> first = new ArrayList<>(turnedAway);
        turnedAway.clear();
        while (anyIsSent()) {
            Piped<O> each = answered();
            unanswered.accept(each);
            first.add(each);
        }
        for (Piped<O> each : first.reversed()) {
            if (!each.isTold()) waiting.addFirst(each);
        }
    }

    /** Takes all whose callers are to be told, and lets what waits go. */
    List<Piped<O>> giveUp() {
        List<Piped<O>> all = new ArrayList<>(turnedAway);
        all.addAll(sent);
        all.addAll(waiting);
        waiting.clear();
        turnedAway.clear();
        return all;
    }
}
