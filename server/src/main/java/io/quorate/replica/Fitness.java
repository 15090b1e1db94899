package io.quorate.replica;

/**
 * Whether this node is in the others' way if it leads: its journal has no room, or its store takes
 * nothing. Such a leader goes on with heartbeats, so nobody would follow another; it has to hand
 * over by itself. One that finds nobody better keeps trying, not too often: if no node is better
 * off, leadership should not go round in circles.
 */
final class Fitness {

    /** How long a journal may be without room: space is often made at once. */
    static final long ROOM_PATIENCE_NANOS = 1_000_000_000L;

    /** How long a store may take nothing: a stall is over in seconds, as a rule. */
    static final long STORE_PATIENCE_NANOS = 5_000_000_000L;

    /** How long a leader waits after it tried to hand over. */
    static final long AGAIN_NANOS = 5_000_000_000L;

    private boolean hasRoom = true;
    private boolean isStalled;
    private long withoutRoomSinceNanos;
    private long stalledSinceNanos;
    private boolean hasTried;
    private long triedAtNanos;

    /** Whether the journal has room for what is to come. */
    boolean hasRoom() {
        return hasRoom;
    }

    void room(long nowNanos, boolean isThere) {
        if (hasRoom && !isThere) withoutRoomSinceNanos = nowNanos;
        hasRoom = isThere;
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

    /** Whether this node should not lead. */
    boolean isUnfit(long nowNanos) {
        boolean isWithoutRoom = !hasRoom && nowNanos - withoutRoomSinceNanos >= ROOM_PATIENCE_NANOS;
        return isWithoutRoom || (isStalled && nowNanos - stalledSinceNanos >= STORE_PATIENCE_NANOS);
    }

    /** Whether it may try to hand over now; if so it does. */
    boolean mayTryNow(long nowNanos) {
        if (hasTried && nowNanos - triedAtNanos < AGAIN_NANOS) return false;
        hasTried = true;
        triedAtNanos = nowNanos;
        return true;
    }
}
