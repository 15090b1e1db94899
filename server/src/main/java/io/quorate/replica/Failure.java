package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Refusal;
import io.quorate.core.session.Floor;

import java.util.Optional;

/** Why a request was not answered. All but {@link OutcomeUnknown} say that it was not done. */
public sealed interface Failure {

    /** Another node leads, or none is known to. */
    record NotLeader(Optional<NodeId> leader) implements Failure {}

    /** A bounded queue is full. */
    record Overloaded(String queue) implements Failure {}

    /** The read's index could not be confirmed in time. */
    record NotConfirmed() implements Failure {}

    /**
     * The revision that was to be read has not been made.
     *
     * @param newest the newest there was
     */
    record FutureRevision(long revision, long newest) implements Failure {}

    /**
     * What was to be read of the past is given up.
     *
     * @param compacted the first revision that can be read
     */
    record Compacted(long revision, long compacted) implements Failure {}

    /** The journal has no room and the disk gives none. */
    record NoSpace() implements Failure {}

    /** What follows from states that differ, or are not what was written. */
    sealed interface OfDigest extends Failure {}

    /** This node's state is not what it should be: it is not shown, and is being replaced. */
    record StateUnsound() implements OfDigest {}

    /** The members' states differ, and nobody can tell which is right. */
    record StatesDivided() implements OfDigest {}

    /** The node is stopping. */
    record ShuttingDown() implements Failure {}

    /** The write is in the log or was, and may yet be applied by a later leader. */
    record OutcomeUnknown(String why) implements Failure {}

    /** What only a session's read can fail with. */
    sealed interface OfSession extends Failure {}

    /**
     * The replica has not come up to a session's floor in time.
     *
     * @param here how far it has come
     * @param better who has, if another is known to
     */
    record Behind(Floor floor, Floor here, Optional<NodeId> better) implements OfSession {}

    /** A session's floor is of another epoch than the state here. */
    record OtherEpoch(Floor floor, Floor here) implements OfSession {}

    /** A session's floor is above all that was made in this epoch when its read came. */
    record FutureFloor(Floor floor, Floor here) implements OfSession {}

    /** What only a change of the membership or of the leader can fail with. */
    sealed interface OfChange extends Failure {}

    /** An earlier change of the membership or of the leader is not over. */
    record ChangeInProgress() implements OfChange {}

    /** The change of the membership makes no sense. */
    record UnfitChange(Refusal.UnfitChange refusal) implements OfChange {}

    /** Too few of the voters that the change leaves are up. */
    record WouldLoseQuorum() implements OfChange {}

    /** Too few of the voters that the change leaves have states that are not known to be bad. */
    record WouldLoseSoundMajority() implements OfChange {}

    /** The leadership was not handed over in time; whoever leads now, leads on. */
    record NotHandedOver() implements OfChange {}

    /** An engine's refusal in a client's words. */
    static Failure of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotLeader notLeader -> new NotLeader(notLeader.leader());
            case Refusal.Overloaded _ -> new Overloaded("log");
            case Refusal.NotConfirmed _ -> new NotConfirmed();
            case Refusal.HandingOver _ -> new NotLeader(Optional.empty());
            case Refusal.ChangeInProgress _ -> new ChangeInProgress();
            case Refusal.TermNotBegun _ -> new NotConfirmed();
            case Refusal.UnfitChange unfit -> new UnfitChange(unfit);
            case Refusal.WouldLoseQuorum _ -> new WouldLoseQuorum();
            case Refusal.NotHandedOver _ -> new NotHandedOver();
        };
    }
}
