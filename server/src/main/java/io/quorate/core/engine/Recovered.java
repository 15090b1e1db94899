package io.quorate.core.engine;

import java.util.List;

/**
 * What a restarted engine begins with.
 *
 * @param promise the last durable promise
 * @param base the last entry that the state machine has durably applied: committed for certain
 * @param tail every entry that the journal holds above the base, ascending; contiguous for Raft
 * @param tailFollows whether the journal itself says that the tail follows the base. It does not if
 *     the state machine was replaced by a snapshot and the journal ends before the base, or holds
 *     another entry there: for Raft such a tail is of a log that lost (section 7)
 */
public record Recovered(Promise promise, LogId base, List<Entry> tail, boolean tailFollows) {

    /** A node that starts for the first time. */
    public static final Recovered NOTHING = new Recovered(Promise.NONE, LogId.NONE, List.of());

    /** What a journal that was never overtaken by a snapshot gives. */
    public Recovered(Promise promise, LogId base, List<Entry> tail) {
        this(promise, base, tail, true);
    }
}
