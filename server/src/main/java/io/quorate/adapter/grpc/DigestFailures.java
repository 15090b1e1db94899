package io.quorate.adapter.grpc;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quorate.replica.Failure;
import io.quorate.v1.ErrorReason;

/** Why a node whose state is in doubt refuses, as gRPC statuses. */
final class DigestFailures {

    /** A majority settles such things within a comparison or two, in milliseconds. */
    private static final long RETRY_AFTER_MS = 500;

    private DigestFailures() {}

    static StatusRuntimeException of(Failure.OfDigest failure) {
        return switch (failure) {
            case Failure.StateUnsound _ ->
                    Failures.status(
                            Code.UNAVAILABLE,
                            "this member's state is not sound and is being replaced; not done",
                            Failures.notDone(ErrorReason.STATE_UNSOUND));
            case Failure.StatesDivided _ ->
                    Failures.status(
                            Code.UNAVAILABLE,
                            "the members' states differ, and no majority is alike: nothing is"
                                    + " written until that is settled; not done",
                            Failures.notDone(ErrorReason.STATES_DIVIDED)
                                    .setRetryAfterMs(RETRY_AFTER_MS));
        };
    }
}
