package io.quorate.adapter.grpc;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quorate.core.state.Objection;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;

/** What applied commands were refused for, as gRPC statuses. */
final class Objections {

    private Objections() {}

    /** The status of a command that was refused for this, which a listener is told of. */
    static StatusRuntimeException status(Objection objection, CallListener calls) {
        StatusRuntimeException status = status(objection);
        calls.objected(Failures.detail(Failures.rpc(status)).getReason().name());
        return status;
    }

    static StatusRuntimeException status(Objection objection) {
        return switch (objection) {
            case Objection.TooManyKeys keys ->
                    tooLarge("its ranges hold more than " + keys.max() + " keys");
            case Objection.TooManyBytes bytes ->
                    tooLarge("it ends and reads more than " + bytes.max() + " bytes");
            case Objection.Compacted(long revision, long floor) ->
                    Failures.compacted("revision " + revision + " is given", floor);
            case Objection.FutureRevision(long revision, long newest) ->
                    Failures.futureRevision(revision, newest);
            case Objection.OfKeyspace ofKeyspace -> KeyspaceFailures.of(ofKeyspace);
            case Objection.UnknownLease lease ->
                    Failures.status(
                            Code.NOT_FOUND,
                            "there is no lease " + lease.lease() + " (any more); not done",
                            Failures.notDone(ErrorReason.LEASE_NOT_FOUND));
            case Objection.StaleFence stale ->
                    Failures.status(
                            Code.FAILED_PRECONDITION,
                            stale(stale) + "; not done",
                            Failures.notDone(ErrorReason.FENCE_STALE));
            case Objection.LeaseExists lease ->
                    Failures.status(
                            Code.ALREADY_EXISTS,
                            "there is a lease " + lease.lease() + " already; not done",
                            Failures.notDone(ErrorReason.LEASE_EXISTS));
            case Objection.TooManyLeases leases ->
                    Failures.status(
                            Code.RESOURCE_EXHAUSTED,
                            "there are " + leases.max() + " leases already; not done",
                            Failures.notDone(ErrorReason.OVERLOADED)
                                    .setRetryAfterMs(Failures.RETRY_AFTER_MS));
            case Objection.UnknownClient client ->
                    Failures.status(
                            Code.NOT_FOUND,
                            "there is no client " + client.client() + " (any more); not done",
                            Failures.notDone(ErrorReason.CLIENT_UNKNOWN));
            case Objection.SequenceSkipped skipped ->
                    Failures.status(
                            Code.ABORTED,
                            "sequence " + skipped.next() + " is due before; not done",
                            Failures.notDone(ErrorReason.SEQUENCE_SKIPPED)
                                    .setRetryAfterMs(Failures.RETRY_AFTER_MS));
            case Objection.OtherChange other ->
                    Failures.status(
                            Code.INVALID_ARGUMENT,
                            "sequence " + other.sequence() + " was another write's; not done",
                            Failures.notDone(ErrorReason.INVALID));
            case Objection.TooManyUnanswered unanswered ->
                    Failures.status(
                            Code.RESOURCE_EXHAUSTED,
                            "the client has "
                                    + unanswered.max()
                                    + " writes whose answers it has not acknowledged; not done",
                            Failures.notDone(ErrorReason.OVERLOADED)
                                    .setRetryAfterMs(Failures.RETRY_AFTER_MS));
            case Objection.TooManyClients clients ->
                    Failures.status(
                            Code.RESOURCE_EXHAUSTED,
                            "there are " + clients.max() + " clients already; not done",
                            Failures.notDone(ErrorReason.OVERLOADED)
                                    .setRetryAfterMs(Failures.RETRY_AFTER_MS));
            case Objection.AlreadyAnswered answered ->
                    Failures.status(
                            Code.OUT_OF_RANGE,
                            "the client had this write's answer; the lowest that is kept is of"
                                    + " sequence "
                                    + answered.lowest(),
                            ErrorDetail.newBuilder()
                                    .setReason(ErrorReason.ANSWER_NOT_KEPT)
                                    .setOutcome(OperationOutcome.UNKNOWN));
            case Objection.AnswerNotKept _ ->
                    Failures.status(
                            Code.OUT_OF_RANGE,
                            "the write was done before; its answer was too large to be kept",
                            ErrorDetail.newBuilder()
                                    .setReason(ErrorReason.ANSWER_NOT_KEPT)
                                    .setOutcome(OperationOutcome.DONE));
        };
    }

    private static StatusRuntimeException tooLarge(String why) {
        return Failures.status(
                Code.FAILED_PRECONDITION,
                why + ": too much for one change; not done",
                Failures.notDone(ErrorReason.TOO_LARGE));
    }

    private static String stale(Objection.StaleFence stale) {
        String held = "the lock was held by a key of revision " + stale.asked() + ", ";
        return stale.found() == 0
                ? held + "which is gone"
                : held + "and the key is now of revision " + stale.found();
    }
}
