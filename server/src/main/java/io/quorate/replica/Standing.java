package io.quorate.replica;

import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyValueMachine;

/**
 * Where a replica stood when it answered.
 *
 * @param term the term or ballot round it was in
 * @param reached how far its state had come
 * @param stalenessNanos every write that was acknowledged so long before the request came is in
 *     that state; {@link #UNKNOWN} if that is not known
 */
public record Standing(long term, Floor reached, long stalenessNanos) {

    /** How stale the state is was not asked, so nobody looked. */
    public static final long UNKNOWN = -1;

    public Standing(long term, Floor reached) {
        this(term, reached, UNKNOWN);
    }

    /** Where a replica of this state stands in a term. */
    static Standing of(long term, KeyValueMachine state) {
        return new Standing(term, new Floor(state.epoch(), state.revision()));
    }

    /** Whether a replica of this state still stands there in a term. */
    boolean isAt(long now, KeyValueMachine state) {
        return term == now && revision() == state.revision() && epoch() == state.epoch();
    }

    /** The revision of its state. */
    public long revision() {
        return reached.revision();
    }

    /** How often its state was restored. */
    public long epoch() {
        return reached.epoch();
    }

    /** The same, of a state that is known to be no staler. */
    Standing within(long nanos) {
        return new Standing(term, reached, nanos);
    }
}
