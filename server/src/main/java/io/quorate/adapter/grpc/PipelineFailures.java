package io.quorate.adapter.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Status;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quorate.replica.Failure;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.PipelineFailure;

/** Failures of single operations as results on a stream, and as the end of the stream. */
final class PipelineFailures {

    private PipelineFailures() {}

    /**
     * Whether an operation that failed so is the last of its stream: another member or a moment
     * might do it, and then what came behind it would have been done before it.
     */
    static boolean isLast(Failure failure) {
        return switch (failure) {
            case Failure.NotLeader _,
                    Failure.Overloaded _,
                    Failure.NotConfirmed _,
                    Failure.NoSpace _,
                    Failure.OfDigest _,
                    Failure.ShuttingDown _,
                    Failure.OutcomeUnknown _,
                    Failure.Behind _ ->
                    true;
            case Failure.FutureRevision _,
                    Failure.Compacted _,
                    Failure.OtherEpoch _,
                    Failure.FutureFloor _,
                    Failure.OfChange _ ->
                    false;
        };
    }

    /** A call's status as the failure of an operation. */
    static PipelineFailure of(StatusRuntimeException status) {
        Status rpc = Failures.rpc(status);
        return PipelineFailure.newBuilder()
                .setDetail(Failures.detail(rpc))
                .setMessage(rpc.getMessage())
                .build();
    }

    /** The end of a stream whose last operation failed so: what has no result is not done. */
    static StatusRuntimeException endingWith(StatusRuntimeException last) {
        Status rpc = Failures.rpc(last);
        ErrorDetail notDone =
                Failures.detail(rpc).toBuilder().setOutcome(OperationOutcome.NOT_DONE).build();
        Status end = rpc.toBuilder().clearDetails().addDetails(Any.pack(notDone)).build();
        return StatusProto.toStatusRuntimeException(end, new Metadata());
    }
}
