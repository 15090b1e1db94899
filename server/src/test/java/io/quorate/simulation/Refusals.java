package io.quorate.simulation;

import io.quorate.client.core.Input;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;
import io.quorate.core.NodeId;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Objection;
import io.quorate.replica.Failure;

import java.util.Optional;

/** A failure as the client's library reads it off the wire. */
final class Refusals {

    /** What a client that met a full queue, or no leader, is told to wait. */
    private static final long RETRY_AFTER_NANOS = 20_000_000;

    private Refusals() {}

    static Input of(Failure failure) {
        return switch (failure) {
            case Failure.NotLeader(Optional<NodeId> leader) when leader.isPresent() ->
                    refused(Outcome.NOT_DONE, Reason.NOT_LEADER, hint(leader.get()), 0);
            case Failure.NotLeader _ -> notDone(Reason.NO_LEADER, RETRY_AFTER_NANOS);
            case Failure.Overloaded _ -> notDone(Reason.OVERLOADED, RETRY_AFTER_NANOS);
            case Failure.NotConfirmed _ -> notDone(Reason.NOT_CONFIRMED, 0);
            case Failure.FutureRevision _ -> notDone(Reason.FUTURE_REVISION, 0);
            case Failure.Compacted _ -> notDone(Reason.COMPACTED, 0);
            case Failure.Behind(Floor _, Floor _, Optional<NodeId> better)
                    when better.isPresent() ->
                    refused(Outcome.NOT_DONE, Reason.BEHIND, hint(better.get()), 0);
            case Failure.Behind _ -> notDone(Reason.BEHIND, RETRY_AFTER_NANOS);
            case Failure.OtherEpoch _ -> notDone(Reason.OTHER_EPOCH, 0);
            case Failure.FutureFloor _ -> notDone(Reason.FUTURE_FLOOR, 0);
            case Failure.NoSpace _ -> notDone(Reason.NO_SPACE, 0);
            case Failure.StateUnsound _ -> notDone(Reason.STATE_UNSOUND, 0);
            case Failure.StatesDivided _ -> notDone(Reason.STATES_DIVIDED, RETRY_AFTER_NANOS);
            case Failure.ShuttingDown _ -> notDone(Reason.SHUTTING_DOWN, 0);
            case Failure.OfChange change ->
                    throw new AssertionError("a read or a write fails with " + change);
            case Failure.OutcomeUnknown _ ->
                    refused(Outcome.UNKNOWN, Reason.OUTCOME_UNKNOWN, LeaderHint.NONE, 0);
        };
    }

    /** How the service refuses what the state machine objects to. */
    static Input of(Objection objection) {
        return switch (objection) {
            case Objection.UnknownClient _ -> notDone(Reason.CLIENT_UNKNOWN, 0);
            case Objection.SequenceSkipped _ -> notDone(Reason.SEQUENCE_SKIPPED, RETRY_AFTER_NANOS);
            case Objection.OtherChange _ -> notDone(Reason.INVALID, 0);
            case Objection.AlreadyAnswered _ ->
                    refused(Outcome.UNKNOWN, Reason.ANSWER_NOT_KEPT, LeaderHint.NONE, 0);
            case Objection.AnswerNotKept _ ->
                    refused(Outcome.DONE, Reason.ANSWER_NOT_KEPT, LeaderHint.NONE, 0);
            case Objection.TooManyUnanswered _,
                    Objection.TooManyClients _,
                    Objection.TooManyLeases _ ->
                    notDone(Reason.OVERLOADED, RETRY_AFTER_NANOS);
            case Objection.UnknownLease _ -> notDone(Reason.LEASE_NOT_FOUND, 0);
            case Objection.LeaseExists _ -> notDone(Reason.LEASE_EXISTS, 0);
            case Objection.UnknownKeyspace _ -> notDone(Reason.KEYSPACE_NOT_FOUND, 0);
            case Objection.KeyspaceExists _ -> notDone(Reason.KEYSPACE_EXISTS, 0);
            case Objection.TooManyKeyspaces _, Objection.KeyspaceFull _ ->
                    notDone(Reason.KEYSPACE_FULL, 0);
            case Objection.ValueTooLarge _ -> notDone(Reason.INVALID, 0);
            case Objection.StaleFence _ -> notDone(Reason.FENCE_STALE, 0);
            case Objection.Compacted _ -> notDone(Reason.COMPACTED, 0);
            case Objection.FutureRevision _ -> notDone(Reason.FUTURE_REVISION, 0);
            case Objection.TooManyKeys _, Objection.TooManyBytes _ -> notDone(Reason.TOO_LARGE, 0);
        };
    }

    private static Input notDone(Reason reason, long retryAfterNanos) {
        return refused(Outcome.NOT_DONE, reason, LeaderHint.NONE, retryAfterNanos);
    }

    private static Input refused(
            Outcome outcome, Reason reason, LeaderHint hint, long retryAfterNanos) {
        return new Input.Refused(outcome, reason, hint, retryAfterNanos, reason.name());
    }

    private static LeaderHint hint(NodeId leader) {
        return new LeaderHint(leader.name(), address(leader));
    }

    /** Where clients find a node. */
    static String address(NodeId node) {
        return node.name() + ":1";
    }
}
