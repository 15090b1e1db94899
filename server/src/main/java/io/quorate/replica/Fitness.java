package io.quorate.replica;

/**
 * Whether this node is in the others' way if it leads: its journal has no room, its store takes
 * nothing or holds what it should not, or nothing that it proposes is committed, though a quorum
 * answers it: whoever answers may not be able to write. Such a leader goes on with heartbeats, so
 * nobody would follow another; it has to hand over by itself. If nobody takes over, since whom it
 * reaches lacks too much of the log, it resigns: there may be one that the others reach. It keeps
 * trying, not too often: if no node is better off, leadership should not go round in circles.
 */
final class Fitness {

    /** How long a journal may be without room: space is often made at once. */
    static final long ROOM_PATIENCE_NANOS = 1_000_000_000L;

    /** How long a store may take nothing: a stall is over in seconds, as a rule. */
    static final long STORE_PATIENCE_NANOS = 5_000_000_000L;

    /** How long a leader may wait for its next entry to be committed. */
    static final long COMMIT_PATIENCE_NANOS = 5_000_000_000L;

    /** How long a leader waits after it tried to get rid of a leadership. */
    static final long AGAIN_NANOS = 5_000_000_000L;

    /** Within this a hand-over has come to something, or comes to nothing. */
    static final long HAND_OVER_NANOS = 2_000_000_000L;

    /** No hand-over of a term that still lasts was begun: terms begin with 1. */
    private static final long NO_TERM = 0;

    /** What an unfit leader is to do. */
    enum Step {
        LEAD_ON,
        HAND_OVER,
        RESIGN
    }

    private boolean hasRoom = true;
    private boolean isStalled;
    private boolean isUnsound;
    private long withoutRoomSinceNanos;
    private long stalledSinceNanos;
    private long commitIndex;
    private long committedAtNanos;
    private boolean hasTried;
    private long triedAtNanos;
    private long handedOverTerm = NO_TERM;

    /** Whether the journal has room for what is to come. */
    boolean hasRoom() {
        return hasRoom;
    }

    void room(long nowNanos, boolean isThere) {
        if (hasRoom && !isThere) withoutRoomSinceNanos = nowNanos;
        hasRoom = isThere;
    }

    /** The state is not to be shown, so whoever leads must be another. */
    void unsound() {
        isUnsound = true;
    }

    /** The state may be shown again. */
    void sound() {
        isUnsound = false;
    }

    /** The store refused a batch. */
    void stalled(long nowNanos) {
        if (!isStalled) stalledSinceNanos = nowNanos;
        isStalled = true;
    }

    /** The store took a batch. */
    void applied() {
        isStalled = false;
    }

    /** It does not lead: whatever is to be committed is not for it to see to. */
    void follows(long nowNanos) {
        committedAtNanos = nowNanos;
    }

    /** It leads, and so much of its log is committed. */
    void leads(long nowNanos, long committed, long last) {
        if (committed != commitIndex || committed == last) committedAtNanos = nowNanos;
        commitIndex = committed;
    }

    /** Whether this node should not lead. */
    private boolean isUnfit(long nowNanos) {
        boolean isWithoutRoom = !hasRoom && nowNanos - withoutRoomSinceNanos >= ROOM_PATIENCE_NANOS;
        boolean storeTakesNothing =
                isStalled && nowNanos - stalledSinceNanos >= STORE_PATIENCE_NANOS;
        boolean commitsNothing = nowNanos - committedAtNanos >= COMMIT_PATIENCE_NANOS;
        return isUnsound || isWithoutRoom || storeTakesNothing || commitsNothing;
    }

    /** What a leader of this term does now; asked for again, it is told something else. */
    Step next(long nowNanos, long term) {
        if (!isUnfit(nowNanos)) return Step.LEAD_ON;
        boolean isStillThere = hasTried && handedOverTerm == term;
        long pause = isStillThere ? HAND_OVER_NANOS : AGAIN_NANOS;
        if (hasTried && nowNanos - triedAtNanos < pause) return Step.LEAD_ON;
        hasTried = true;
        triedAtNanos = nowNanos;
        handedOverTerm = isStillThere ? NO_TERM : term;
        return isStillThere ? Step.RESIGN : Step.HAND_OVER;
    }
}
