package io.quorate.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.quorate.client.core.Input;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Sent;
import io.quorate.v1.ErrorDetail;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads how a gRPC call failed. A status with the protocol's typed detail is the server's word; one
 * without it is the transport's, and then only whether the request was sent can be known.
 */
final class Refusals {

    /**
     * How the type of an {@link ErrorDetail} ends on the wire. Asking the class for its name would
     * load and link all descriptors, which takes longer than the call.
     */
    static final String DETAIL_TYPE = "/quorate.v1.ErrorDetail";

    private Refusals() {}

    /**
     * What a failed attempt means to the call.
     *
     * @param sent whether the request may have reached the server
     */
    static Input read(Status status, Metadata trailers, Sent sent) {
        String message = Optional.ofNullable(status.getDescription()).orElse("");
        Optional<ErrorDetail> detail = detail(status, trailers);
        if (detail.isPresent()) return refused(detail.get(), message);
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return new Input.Refused(
                    Outcome.NOT_DONE, Reason.UNSUPPORTED, LeaderHint.NONE, 0, message);
        }
        return new Input.Broken(sent, transportWords(status, message));
    }

    private static Optional<ErrorDetail> detail(Status status, Metadata trailers) {
        com.google.rpc.Status rpc = StatusProto.fromStatusAndTrailers(status, trailers);
        if (rpc == null) return Optional.empty();
        for (Any any : rpc.getDetailsList()) {
            if (!any.getTypeUrl().endsWith(DETAIL_TYPE)) continue;
            try {
                return Optional.of(ErrorDetail.parseFrom(any.getValue()));
            } catch (InvalidProtocolBufferException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A result that the protocol does not provide for: what became of it nobody knows. */
    static Input.Refused protocolBroken(String message) {
        return new Input.Refused(
                Outcome.UNKNOWN, Reason.PROTOCOL_BROKEN, LeaderHint.NONE, 0, message);
    }

    /** What the protocol's typed detail means to the call. */
    static Input.Refused refused(ErrorDetail detail, String message) {
        var hint =
                new LeaderHint(detail.getLeader().getNode(), detail.getLeader().getClientAddress());
        long retryAfterNanos = Math.min(detail.getRetryAfterMs(), 60_000L) * 1_000_000L;
        return new Input.Refused(
                outcome(detail), reason(detail), hint, Math.max(0, retryAfterNanos), message);
    }

    /** An outcome that is not told is not known. */
    private static Outcome outcome(ErrorDetail detail) {
        return switch (detail.getOutcome()) {
            case NOT_DONE -> Outcome.NOT_DONE;
            case DONE -> Outcome.DONE;
            case UNKNOWN, OPERATION_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
        };
    }

    private static Reason reason(ErrorDetail detail) {
        return switch (detail.getReason()) {
            case NOT_LEADER -> Reason.NOT_LEADER;
            case NO_LEADER -> Reason.NO_LEADER;
            case OVERLOADED -> Reason.OVERLOADED;
            case INVALID -> Reason.INVALID;
            case UNSUPPORTED -> Reason.UNSUPPORTED;
            case KEYSPACE_NOT_FOUND -> Reason.KEYSPACE_NOT_FOUND;
            case OUTCOME_UNKNOWN -> Reason.OUTCOME_UNKNOWN;
            case NO_SPACE -> Reason.NO_SPACE;
            case SHUTTING_DOWN -> Reason.SHUTTING_DOWN;
            case NOT_CONFIRMED -> Reason.NOT_CONFIRMED;
            case CHANGE_IN_PROGRESS -> Reason.CHANGE_IN_PROGRESS;
            case WOULD_LOSE_QUORUM -> Reason.WOULD_LOSE_QUORUM;
            case WOULD_LOSE_SOUND_MAJORITY -> Reason.WOULD_LOSE_SOUND_MAJORITY;
            case UNFIT_CHANGE -> Reason.UNFIT_CHANGE;
            case NOT_HANDED_OVER -> Reason.NOT_HANDED_OVER;
            case FUTURE_REVISION -> Reason.FUTURE_REVISION;
            case BEHIND -> Reason.BEHIND;
            case FOREIGN_TOKEN -> Reason.FOREIGN_TOKEN;
            case OTHER_EPOCH -> Reason.OTHER_EPOCH;
            case FUTURE_FLOOR -> Reason.FUTURE_FLOOR;
            case TOO_LARGE -> Reason.TOO_LARGE;
            case CLIENT_UNKNOWN -> Reason.CLIENT_UNKNOWN;
            case SEQUENCE_SKIPPED -> Reason.SEQUENCE_SKIPPED;
            case ANSWER_NOT_KEPT -> Reason.ANSWER_NOT_KEPT;
            case COMPACTED -> Reason.COMPACTED;
            case LEASE_NOT_FOUND -> Reason.LEASE_NOT_FOUND;
            case LEASE_EXISTS -> Reason.LEASE_EXISTS;
            case FENCE_STALE -> Reason.FENCE_STALE;
            case STATE_UNSOUND -> Reason.STATE_UNSOUND;
            case STATES_DIVIDED -> Reason.STATES_DIVIDED;
            case KEYSPACE_EXISTS -> Reason.KEYSPACE_EXISTS;
            case KEYSPACE_FULL -> Reason.KEYSPACE_FULL;
            case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> Reason.PROTOCOL_BROKEN;
        };
    }

    private static String transportWords(Status status, String message) {
        Throwable cause = status.getCause();
        while (cause != null) {
            if (cause instanceof ConnectException) return "connection refused";
            if (cause instanceof UnknownHostException) return "unknown host";
            cause = cause.getCause();
        }
        if (message.isEmpty()) return status.getCode().name().toLowerCase(Locale.ROOT);
        return firstLine(message);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
