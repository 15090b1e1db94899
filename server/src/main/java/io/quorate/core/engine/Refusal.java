package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;

/** Why an engine does not do what it was asked. What is refused did not happen and never will. */
public sealed interface Refusal {

    /** Another node leads, or nobody is known to. */
    record NotLeader(Optional<NodeId> leader) implements Refusal {}

    /** Too much is in flight already. */
    record Overloaded() implements Refusal {}

    /** An earlier change of the membership, or a transfer of leadership, is not over. */
    record ChangeInProgress() implements Refusal {}

    /** The leader has committed nothing in its term yet, so it may not change the membership. */
    record TermNotBegun() implements Refusal {}

    /** Leadership is being handed over: whoever leads next takes what this node does not. */
    record HandingOver(NodeId to) implements Refusal {}

    /**
     * The change of the membership makes no sense.
     *
     * @param node the member that it makes none for, if it is one
     */
    record UnfitChange(Problem problem, Optional<NodeId> node) implements Refusal {

        /** What is wrong with a change. */
        public enum Problem {
            NOT_A_MEMBER,
            ALREADY_A_MEMBER,
            ALREADY_A_VOTER,
            NOT_A_VOTER,
            VOTER_AND_LEARNER,
            ID_WAS_REMOVED,
            ADDRESS_IS_TAKEN,
            BAD_ADDRESS,
            NO_VOTER_LEFT,
            TOO_MANY_MEMBERS,
            CHANGES_NOTHING
        }
    }

    /** Too few of the voters that the change leaves are up: nothing could be committed then. */
    record WouldLoseQuorum() implements Refusal {}

    /** The hand-over was not made in time; whoever leads now, leads on. */
    record NotHandedOver(Optional<NodeId> leader) implements Refusal {}

    /** The index for a read could not be confirmed, since leadership or the leader changed. */
    record NotConfirmed() implements Refusal {}
}
