package io.quorate.client.core;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The sequences of one registered client: each write has its own, from 1, and says which the lowest
 * is whose answer is still awaited. Not thread-safe.
 */
public final class Numbering {

    /** How many writes may be unanswered: the servers keep the outcomes of no more. */
    public static final int UNANSWERED_MAX = 1_024;

    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long last;

    /** The next sequence; empty if the lowest unanswered one is too far back. */
    public OptionalLong next() {
        long next = last + 1;
        if (!unanswered.isEmpty() && next - unanswered.first() >= UNANSWERED_MAX) {
            return OptionalLong.empty();
        }
        last = next;
        unanswered.add(next);
        return OptionalLong.of(next);
    }

    /** The lowest sequence whose answer is awaited; the next one, if none is. */
    public long lowestUnanswered() {
        return unanswered.isEmpty() ? last + 1 : unanswered.first();
    }

    /** The caller has what there is to know of a write, and will not ask again. */
    public void ended(long sequence) {
        unanswered.remove(sequence);
    }
}
