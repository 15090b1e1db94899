package io.quorate.client.core;

/** What a call wants done. */
public sealed interface Effect {

    /** Ask this endpoint. Ends in exactly one of Answered, Refused, Broken. */
    record Send(Endpoint to) implements Effect {}

    /** End the attempt in flight; its end is still to be reported, as it then turns out. */
    record Abandon() implements Effect {}

    /** Nothing to do before {@link CallMachine#dueNanos()} or {@link Input.LeaderFound}. */
    record Wait(long nanos) implements Effect {}

    /** Tell every waiting call of this client that the leader is found. */
    record WakeWaiting() implements Effect {}

    /** Hand the answer to the caller. The call is over. */
    record Succeed() implements Effect {}

    /** Hand the failure to the caller. The call is over. */
    record Fail(Failure failure) implements Effect {}
}
