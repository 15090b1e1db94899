package io.quorate.verify;

import java.util.List;
import java.util.Optional;

/**
 * An invocation and what became of it: "an operation is a pair consisting of an invocation and the
 * next matching response" (Herlihy and Wing 1990, section 2).
 *
 * @param id its place among the history's invocations, from 0
 * @param client who asked; a client has one operation outstanding at a time
 * @param session the session it was sent in; 0 for none
 * @param sequence its number in the session; 0 for none
 * @param invoked when it was asked, as a place in the order of all events of the history
 * @param completed when its answer came, as a place in the same order; {@link #NEVER} while its
 *     outcome is unknown, whenever the client gave up
 * @param invokedNanos when it was asked, for people to read; checkers go by {@code invoked}
 * @param endedNanos when its client went on, for people to read; {@link #NEVER} if it did not
 */
public record Operation(
        int id,
        int client,
        long session,
        long sequence,
        Invocation invocation,
        long invoked,
        long completed,
        long invokedNanos,
        long endedNanos,
        Outcome outcome) {

    /** The place and the time of what has not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Checks that it began before it ended, and that what is unknown has no end. */
    public Operation {
        if (completed <= invoked) {
            throw new IllegalArgumentException("operation " + id + " ended before it began");
        }
        if (outcome instanceof Outcome.Unknown && completed != NEVER) {
            throw new IllegalArgumentException("operation " + id + " is unknown, and ended");
        }
    }

    /** Whether it was over before the other began: the other must then come after it. */
    public boolean precedes(Operation other) {
        return completed < other.invoked;
    }

    /** The answer, if it was done. */
    public Optional<Response> response() {
        return outcome instanceof Outcome.Ok(Response response, long revision)
                ? Optional.of(response)
                : Optional.empty();
    }

    /** The revision in its answer; 0 if there is none. */
    public long revision() {
        return outcome instanceof Outcome.Ok(Response response, long revision) ? revision : 0;
    }

    /** Whether it was done, and known to be. */
    public boolean isOk() {
        return outcome instanceof Outcome.Ok;
    }

    /** Whether nobody knows what became of it. */
    public boolean isUnknown() {
        return outcome instanceof Outcome.Unknown;
    }

    /** Whether it certainly took no effect. */
    public boolean isFail() {
        return outcome instanceof Outcome.Fail;
    }

    /**
     * Whether it can have changed something: it is no read, did not fail, and was not refused for
     * what it saw.
     */
    public boolean mayHaveWritten() {
        return switch (outcome) {
            case Outcome.Fail fail -> false;
            case Outcome.Unknown unknown -> !invocation.isRead();
            case Outcome.Ok(Response response, long revision) -> wrote(invocation, response);
        };
    }

    private static boolean wrote(Invocation invocation, Response response) {
        if (invocation instanceof Invocation.Transaction(List<Invocation> steps)
                && response instanceof Response.Each(List<Response> answers)) {
            for (int i = 0; i < steps.size(); i++) {
                if (wrote(steps.get(i), answers.get(i))) return true;
            }
            return false;
        }
        return !invocation.isRead()
                && !(response instanceof Response.NotStored)
                && !(response instanceof Response.Absent);
    }

    /** The same, as it was known when the history had come as far as an event. */
    public Operation asOf(long event) {
        if (completed <= event) return this;
        return new Operation(
                id,
                client,
                session,
                sequence,
                invocation,
                invoked,
                NEVER,
                invokedNanos,
                endedNanos,
                new Outcome.Unknown());
    }

    /** One line for people: who, what, when, and what became of it. */
    @Override
    public String toString() {
        return "#" + id + " " + Words.of(this);
    }
}
