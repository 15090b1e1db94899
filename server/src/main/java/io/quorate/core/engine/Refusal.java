package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;

/** Why an engine does not do what it was asked. What is refused did not happen and never will. */
public sealed interface Refusal {

    /** Another node leads, or nobody is known to. */
    record NotLeader(Optional<NodeId> leader) implements Refusal {}

    /** Too much is in flight already. */
    record Overloaded() implements Refusal {}

    /** The index for a read could not be confirmed, since leadership or the leader changed. */
    record NotConfirmed() implements Refusal {}
}
