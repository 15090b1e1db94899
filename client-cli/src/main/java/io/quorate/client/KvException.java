package io.quorate.client;

import io.quorate.client.core.Failure;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;

/**
 * A call failed. Its class and {@link #outcome()} say what became of the operation: exactly one of
 * not done, done, unknown.
 */
public abstract sealed class KvException extends RuntimeException
        permits NotDoneException, DoneException, OutcomeUnknownException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    KvException(Failure failure) {
        super(words(failure));
        this.failure = failure;
    }

    static KvException of(Failure failure) {
        return switch (failure.outcome()) {
            case NOT_DONE -> new NotDoneException(failure);
            case DONE -> new DoneException(failure);
            case UNKNOWN -> new OutcomeUnknownException(failure);
        };
    }

    static KvException invalid(String message) {
        return notDone(Reason.INVALID, message);
    }

    static KvException overloaded(String message) {
        return notDone(Reason.OVERLOADED, message);
    }

    /** What this client itself did not begin. */
    static KvException notDone(Reason reason, String message) {
        return new NotDoneException(
                new Failure(Outcome.NOT_DONE, reason, message, LeaderHint.NONE));
    }

    private static String words(Failure failure) {
        String facts = failure.message().isEmpty() ? "" : ": " + failure.message();
        return switch (failure.outcome()) {
                    case NOT_DONE -> "not done, ";
                    case DONE -> "done, but ";
                    case UNKNOWN -> "outcome unknown, ";
                }
                + failure.reason()
                + facts;
    }

    /** What became of the operation. */
    public Outcome outcome() {
        return failure.outcome();
    }

    /** Why it failed. */
    public Reason reason() {
        return failure.reason();
    }

    /** The facts in one line, without the outcome and the reason. */
    public String facts() {
        return failure.message();
    }

    /** The leader as the client last heard of it; empty strings if it did not. */
    public LeaderHint leader() {
        return failure.leader();
    }
}
