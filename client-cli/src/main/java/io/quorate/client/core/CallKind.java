package io.quorate.client.core;

/** What a call is, as far as routing and retrying go. */
public enum CallKind {
    /** Takes effect: asked of the leader, and never sent again once it may have left. */
    WRITE,
    /**
     * Takes effect once however often it is sent, or does no harm by more: asked of the leader,
     * until it is answered.
     */
    WRITE_ONCE,
    /** As {@link #WRITE_ONCE}, but the answer is to come when something happens: it may be long. */
    WAIT,
    /** A read of now: any member serves it, the leader with the fewest steps. */
    LINEARIZABLE_READ,
    /** A read of whatever a member holds: asked of the endpoints that were configured, in order. */
    LOCAL_READ,
    /** Asks one endpoint and no other, once. */
    ASK_ONE
}
