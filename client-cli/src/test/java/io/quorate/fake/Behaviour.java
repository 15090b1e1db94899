package io.quorate.fake;

import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;

/** What a member does with one request, instead of serving it. */
public sealed interface Behaviour {

    /** Refuses, in the protocol's words; names a leader if it is asked to. */
    record Refuse(ErrorReason reason, OperationOutcome outcome, String leaderAddress, long retryMs)
            implements Behaviour {}

    /** Fails with a bare gRPC status, as a broken handler does. */
    record FailPlainly(io.grpc.Status status) implements Behaviour {}

    /** Resets the connection before it takes effect. */
    record Cut() implements Behaviour {}

    /** Takes effect, then resets the connection in place of an answer. */
    record ServeAndCut() implements Behaviour {}

    /** Takes effect, but no answer ever comes. */
    record ServeAndStaySilent() implements Behaviour {}

    /** Of a range: answers with the first page, then resets the connection. */
    record PageAndCut() implements Behaviour {}

    static Behaviour refuse(ErrorReason reason) {
        return new Refuse(reason, OperationOutcome.NOT_DONE, "", 0);
    }
}
