package io.quorate.adapter.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Refusal;
import io.quorate.core.state.Limits;
import io.quorate.replica.Failure;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.LeaderHint;
import io.quorate.v1.OperationOutcome;

import java.util.Optional;

/** Failures as gRPC statuses, each with its typed detail. */
final class Failures {

    /** What a client that met a full queue, or no leader, is told to wait, in milliseconds. */
    static final long RETRY_AFTER_MS = 20;

    private final PeerDirectory directory;

    Failures(PeerDirectory directory) {
        this.directory = directory;
    }

    StatusRuntimeException of(Failure failure) {
        return switch (failure) {
            case Failure.NotLeader notLeader -> notLeader(notLeader.leader());
            case Failure.Overloaded overloaded ->
                    status(
                            Code.RESOURCE_EXHAUSTED,
                            "too much in flight (" + overloaded.queue() + "); not done",
                            notDone(ErrorReason.OVERLOADED).setRetryAfterMs(RETRY_AFTER_MS));
            case Failure.NotConfirmed _ ->
                    status(
                            Code.UNAVAILABLE,
                            "no quorum confirmed that the answer would be current",
                            notDone(ErrorReason.NOT_CONFIRMED));
            case Failure.FutureRevision future ->
                    futureRevision(future.revision(), future.newest());
            case Failure.Compacted(long revision, long compacted) ->
                    compacted("revision " + revision + " is asked for", compacted);
            case Failure.Behind behind ->
                    status(
                            Code.UNAVAILABLE,
                            "not up to the session: it has met "
                                    + behind.floor()
                                    + ", and this member has come to "
                                    + behind.here(),
                            behind(behind.better()));
            case Failure.OtherEpoch other ->
                    status(
                            Code.FAILED_PRECONDITION,
                            "the session's token is of epoch "
                                    + other.floor().epoch()
                                    + ", and the cluster is in epoch "
                                    + other.here().epoch()
                                    + ": its state was restored in between; begin a new session",
                            notDone(ErrorReason.OTHER_EPOCH));
            case Failure.FutureFloor future ->
                    status(
                            Code.OUT_OF_RANGE,
                            "the session's token says "
                                    + future.floor()
                                    + ", and the cluster has come to "
                                    + future.here()
                                    + ": no answer can have said that",
                            notDone(ErrorReason.FUTURE_FLOOR));
            case Failure.NoSpace _ ->
                    status(
                            Code.RESOURCE_EXHAUSTED,
                            "the disk has no room for more log; not done",
                            notDone(ErrorReason.NO_SPACE));
            case Failure.OfDigest of -> DigestFailures.of(of);
            case Failure.ShuttingDown _ ->
                    status(
                            Code.UNAVAILABLE,
                            "the node is stopping; not done",
                            notDone(ErrorReason.SHUTTING_DOWN));
            case Failure.ChangeInProgress _ ->
                    status(
                            Code.UNAVAILABLE,
                            "an earlier change of the members or the leader is not over; not done",
                            notDone(ErrorReason.CHANGE_IN_PROGRESS)
                                    .setRetryAfterMs(RETRY_AFTER_MS));
            case Failure.WouldLoseQuorum _ ->
                    status(
                            Code.FAILED_PRECONDITION,
                            "too few of the voters that this would leave are up: nothing could be"
                                    + " written any more; not done",
                            notDone(ErrorReason.WOULD_LOSE_QUORUM));
            case Failure.WouldLoseSoundMajority _ ->
                    status(
                            Code.FAILED_PRECONDITION,
                            "too few of the voters that this would leave have a sound state: what"
                                    + " is bad could not be replaced any more; not done",
                            notDone(ErrorReason.WOULD_LOSE_SOUND_MAJORITY));
            case Failure.UnfitChange unfit ->
                    status(
                            Code.FAILED_PRECONDITION,
                            sentence(unfit.refusal()) + "; not done",
                            notDone(ErrorReason.UNFIT_CHANGE));
            case Failure.NotHandedOver _ ->
                    status(
                            Code.UNAVAILABLE,
                            "the leadership was not handed over in time",
                            notDone(ErrorReason.NOT_HANDED_OVER));
            case Failure.OutcomeUnknown unknown ->
                    status(
                            Code.UNAVAILABLE,
                            "outcome unknown: " + unknown.why(),
                            ErrorDetail.newBuilder()
                                    .setReason(ErrorReason.OUTCOME_UNKNOWN)
                                    .setOutcome(OperationOutcome.UNKNOWN));
        };
    }

    static StatusRuntimeException compacted(String asked, long floor) {
        return status(
                Code.OUT_OF_RANGE,
                asked + ", and the past before " + floor + " is given up",
                notDone(ErrorReason.COMPACTED).setCompactedRevision(floor));
    }

    static StatusRuntimeException futureRevision(long revision, long newest) {
        return status(
                Code.OUT_OF_RANGE,
                "revision " + revision + " has not been made; the newest is " + newest,
                notDone(ErrorReason.FUTURE_REVISION));
    }

    static StatusRuntimeException tooMuchToSort() {
        return status(
                Code.FAILED_PRECONDITION,
                "what is to be sorted takes more than "
                        + Limits.SORTED_BYTES_MAX
                        + " bytes; a limit, fewer keys, or keys without values take less",
                notDone(ErrorReason.TOO_LARGE));
    }

    /** Why a watch ended. */
    StatusRuntimeException of(WatchEnd end) {
        return switch (end) {
            case WatchEnd.Compacted(long from, long compacted) ->
                    compacted("changes from revision " + from + " are asked for", compacted);
            case WatchEnd.KeyspaceDeleted() -> KeyspaceFailures.deleted();
            case WatchEnd.NoLeader() -> of(new Failure.NotLeader(Optional.empty()));
            case WatchEnd.TooMany() -> of(new Failure.Overloaded("watches"));
            case WatchEnd.Unsound() -> DigestFailures.of(new Failure.StateUnsound());
            case WatchEnd.Stopping() -> of(new Failure.ShuttingDown());
        };
    }

    private static String sentence(Refusal.UnfitChange unfit) {
        String node = unfit.node().map(NodeId::name).orElse("");
        return switch (unfit.problem()) {
            case NOT_A_MEMBER -> node + " is not a member";
            case ALREADY_A_MEMBER -> node + " is a member already";
            case ALREADY_A_VOTER -> node + " is a voter already, or is being promoted";
            case NOT_A_VOTER -> node + " is a learner: it cannot lead";
            case VOTER_AND_LEARNER -> node + " cannot be both voter and learner";
            case ID_WAS_REMOVED -> node + " was removed, and ids are never used again";
            case ADDRESS_IS_TAKEN -> "another member has the address of " + node;
            case BAD_ADDRESS -> "the address of " + node + " is none";
            case NO_VOTER_LEFT -> "no voter would be left";
            case TOO_MANY_MEMBERS -> "there can be " + Members.MEMBERS_MAX + " members at most";
            case CHANGES_NOTHING -> "the members are so already";
        };
    }

    static StatusRuntimeException invalid(String why) {
        return status(Code.INVALID_ARGUMENT, why, notDone(ErrorReason.INVALID));
    }

    static StatusRuntimeException unsupported(String what) {
        return status(Code.UNIMPLEMENTED, what, notDone(ErrorReason.UNSUPPORTED));
    }

    static StatusRuntimeException foreignToken(long itsCluster, long thisCluster) {
        return status(
                Code.FAILED_PRECONDITION,
                String.format(
                        "the session's token is of cluster %016x, and this is cluster %016x",
                        itsCluster, thisCluster),
                notDone(ErrorReason.FOREIGN_TOKEN));
    }

    private StatusRuntimeException notLeader(Optional<NodeId> leader) {
        if (leader.isEmpty()) {
            return status(
                    Code.UNAVAILABLE,
                    "no leader is known; not done",
                    notDone(ErrorReason.NO_LEADER).setRetryAfterMs(RETRY_AFTER_MS));
        }
        NodeId node = leader.get();
        return status(
                Code.FAILED_PRECONDITION,
                "not the leader; " + node + " is; not done",
                notDone(ErrorReason.NOT_LEADER).setLeader(hint(node)));
    }

    private LeaderHint hint(NodeId node) {
        return LeaderHint.newBuilder()
                .setNode(node.name())
                .setClientAddress(directory.clientAddress(node).orElse(""))
                .build();
    }

    /** Who leads has all that was committed; if nobody is known to, waiting may help. */
    private ErrorDetail.Builder behind(Optional<NodeId> better) {
        var detail = notDone(ErrorReason.BEHIND);
        return better.isPresent()
                ? detail.setLeader(hint(better.get()))
                : detail.setRetryAfterMs(RETRY_AFTER_MS);
    }

    static ErrorDetail.Builder notDone(ErrorReason reason) {
        return ErrorDetail.newBuilder().setReason(reason).setOutcome(OperationOutcome.NOT_DONE);
    }

    static StatusRuntimeException status(Code code, String message, ErrorDetail.Builder detail) {
        var status =
                Status.newBuilder()
                        .setCode(code.value())
                        .setMessage(message)
                        .addDetails(Any.pack(detail.build()));
        return StatusProto.toStatusRuntimeException(status.build(), new Metadata());
    }

    /** What {@link #status} made, as it goes over the wire. */
    static Status rpc(StatusRuntimeException status) {
        Status rpc = StatusProto.fromThrowable(status);
        if (rpc == null) throw new InvariantViolation("a failure without a detail: " + status);
        return rpc;
    }

    /** What {@link #status} was given. */
    static ErrorDetail detail(Status rpc) {
        try {
            return rpc.getDetails(0).unpack(ErrorDetail.class);
        } catch (InvalidProtocolBufferException impossible) {
            throw new InvariantViolation("a failure with another detail: " + rpc);
        }
    }
}
