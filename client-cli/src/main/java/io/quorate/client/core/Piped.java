package io.quorate.client.core;

/**
 * One operation on its way through a {@link PipelineMachine}, which alone changes it.
 *
 * @param <O> what the driver knows it by
 */
public final class Piped<O> {

    private final O operation;
    private final CallKind kind;
    private final int bytes;
    private final long deadlineNanos;
    private final long lastSendNanos;
    private boolean isSent;
    private boolean isTold;
    private boolean mayBeDone;
    private boolean wasTurnedAway;
    private long batch;

    /**
     * An operation that was asked for now.
     *
     * @param kind when it may be sent again
     * @param bytes of its request
     * @param deadlineNanos when its caller is to be told at the latest; reported by the driver
     */
    public Piped(O operation, CallKind kind, int bytes, long nowNanos, long deadlineNanos) {
        this.operation = operation;
        this.kind = kind;
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
        this.lastSendNanos = deadlineNanos - CallMachine.lastWordsNanos(deadlineNanos - nowNanos);
    }

    /** What the driver knows it by. */
    public O operation() {
        return operation;
    }

    /** When its caller is to be told at the latest. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    CallKind kind() {
        return kind;
    }

    int bytes() {
        return bytes;
    }

    /** Whether it was given to a stream that has not ended, and has no result. */
    boolean isSent() {
        return isSent;
    }

    long batch() {
        return batch;
    }

    void sent(long inBatch) {
        isSent = true;
        batch = inBatch;
    }

    /** It has a result, or its stream has ended. */
    void isOffStream() {
        isSent = false;
    }

    /** Whether its caller knows how it ended. */
    boolean isTold() {
        return isTold;
    }

    void told() {
        isTold = true;
    }

    /** It surely was not done so far. */
    void turnedAway() {
        wasTurnedAway = true;
    }

    /** A plain write is not sent again when it could hardly be answered in time. */
    boolean isTooLate(long nowNanos) {
        return wasTurnedAway && kind == CallKind.WRITE && nowNanos >= lastSendNanos;
    }

    /** An attempt of it got lost: whatever is refused later, it may have been done. */
    void lost() {
        mayBeDone = kind == CallKind.WRITE_ONCE;
    }

    /** What a refusal of its last attempt says of it. */
    Outcome undone() {
        return mayBeDone ? Outcome.UNKNOWN : Outcome.NOT_DONE;
    }

    /** What is known of it while it is under way. */
    Outcome ifDropped() {
        boolean isWrite = kind == CallKind.WRITE || kind == CallKind.WRITE_ONCE;
        return isSent && isWrite ? Outcome.UNKNOWN : undone();
    }
}
