package io.quorate.client.core;

/** What can happen to a call. */
public sealed interface Input {

    /** The caller has made the call. Comes first, once. */
    record Started() implements Input {}

    /**
     * The endpoint asked has answered.
     *
     * @param node the id of the member that answered
     */
    record Answered(String node) implements Input {}

    /**
     * A page of a streamed answer has gone to the caller: from here on the call is not asked again,
     * and time stands still until the caller wants the next page.
     */
    record PageArrived() implements Input {}

    /** The caller wants the next page, by a deadline of its own. */
    record PageWanted(long deadlineNanos) implements Input {}

    /**
     * The endpoint asked has refused, in the protocol's words.
     *
     * @param retryAfterNanos how long it asks to wait; 0 if waiting does not help
     */
    record Refused(
            Outcome outcome, Reason reason, LeaderHint hint, long retryAfterNanos, String message)
            implements Input {}

    /** The attempt has ended without an answer. After an {@link Effect.Abandon} too. */
    record Broken(Sent sent, String message) implements Input {}

    /**
     * The time that {@link CallMachine#dueNanos()} named has come.
     *
     * @param sent of the attempt in flight, so far
     */
    record Elapsed(Sent sent) implements Input {}

    /** A call of the same client has found who leads. Only waiting calls care. */
    record LeaderFound() implements Input {}

    /** The caller does not want it any more. */
    record Cancelled() implements Input {}
}
