package io.quorate.core.engine;

import java.util.List;
import java.util.Optional;

/**
 * What a restarted engine begins with.
 *
 * @param promise the last durable promise
 * @param base the last entry that the state machine has durably applied: committed for certain
 * @param members the membership as of the base: what the state machine has applied last, or what
 *     the group began with; nobody, for a node that waits to be added
 * @param tail every entry that the journal holds above the base, ascending; contiguous for Raft
 * @param tailFollows whether the journal itself says that the tail follows the base. It does not if
 *     the state machine was replaced by a snapshot and the journal ends before the base, or holds
 *     another entry there: for Raft such a tail is of a log that lost (section 7)
 * @param hole what the journal lost and the engine has not made good yet, if anything. The tail is
 *     then what stood before the hole, as after a crash there
 */
public record Recovered(
        Promise promise,
        LogId base,
        Members members,
        List<Entry> tail,
        boolean tailFollows,
        Optional<Hole> hole) {

    /** A node that starts for the first time. */
    public static final Recovered NOTHING = new Recovered(Promise.NONE, LogId.NONE, List.of());

    /**
     * What a journal that was never overtaken by a snapshot gives; who the members are is said by
     * {@link #withMembers}.
     */
    public Recovered(Promise promise, LogId base, List<Entry> tail) {
        this(promise, base, tail, true);
    }

    /** The same, where a snapshot may have overtaken it. */
    public Recovered(Promise promise, LogId base, List<Entry> tail, boolean tailFollows) {
        this(promise, base, Members.NONE, tail, tailFollows, Optional.empty());
    }

    /** The same with these members at the base. */
    public Recovered withMembers(Members atBase) {
        return new Recovered(promise, base, atBase, tail, tailFollows, hole);
    }

    /** The same of a journal that lost this, or nothing. */
    public Recovered withHole(Optional<Hole> lost) {
        return new Recovered(promise, base, members, tail, tailFollows, lost);
    }
}
