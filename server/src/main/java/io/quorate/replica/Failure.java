package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Refusal;

import java.util.Optional;

/** Why a request was not answered. All but {@link OutcomeUnknown} say that it was not done. */
public sealed interface Failure {

    /** Another node leads, or none is known to. */
    record NotLeader(Optional<NodeId> leader) implements Failure {}

    /** A bounded queue is full. */
    record Overloaded(String queue) implements Failure {}

    /** The read's index could not be confirmed in time. */
    record NotConfirmed() implements Failure {}

    /** The journal has no room and the disk gives none. */
    record NoSpace() implements Failure {}

    /** The node is stopping. */
    record ShuttingDown() implements Failure {}

    /** The write is in the log or was, and may yet be applied by a later leader. */
    record OutcomeUnknown(String why) implements Failure {}

    /** An engine's refusal in a client's words. */
    static Failure of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotLeader notLeader -> new NotLeader(notLeader.leader());
            case Refusal.Overloaded _ -> new Overloaded("log");
            case Refusal.NotConfirmed _ -> new NotConfirmed();
        };
    }
}
