package io.quorate.replica;

import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.MembershipChange;
import io.quorate.core.engine.Refusal;
import io.quorate.core.engine.Target;
import io.quorate.replica.digest.Digests;

import java.util.Optional;

/** What this node takes of what clients ask, and what it says to the rest. */
final class Admission {

    /** On a change of the membership. */
    sealed interface Ruling {

        /** The engine may be asked for it. */
        record Try(Target target) implements Ruling {}

        /** It is refused. */
        record No(Failure why) implements Ruling {}
    }

    private final Bearings bearings;
    private final Fitness fitness;
    private final Applying applying;
    private final Digests digests;
    private boolean stopping;

    Admission(Bearings bearings, Fitness fitness, Applying applying, Digests digests) {
        this.bearings = bearings;
        this.fitness = fitness;
        this.applying = applying;
        this.digests = digests;
    }

    /** From here on everything is refused. */
    void stop() {
        stopping = true;
    }

    /** What keeps this node from showing its state. */
    Optional<Failure> whyNotRead() {
        if (stopping) return Optional.of(new Failure.ShuttingDown());
        return digests.isSound() ? Optional.empty() : Optional.of(new Failure.StateUnsound());
    }

    /** What a leader's state, or the others', has against any more writes. */
    Optional<Failure> whyNotWrite() {
        if (bearings.leads() && digests.isSound() && digests.isDivided()) {
            return Optional.of(new Failure.StatesDivided());
        }
        return whyNotLead();
    }

    /** What a leader's own state has against its leading. */
    private Optional<Failure> whyNotLead() {
        boolean mayLead = digests.isSound() || !bearings.leads();
        return mayLead ? Optional.empty() : Optional.of(new Failure.StateUnsound());
    }

    /** What keeps this node from taking writes; one that does not lead names who does instead. */
    Optional<Failure> whyNotPropose() {
        if (stopping) return Optional.of(new Failure.ShuttingDown());
        if (fitness.hasRoom() && !applying.isCongested()) return Optional.empty();
        if (!bearings.leads()) return Optional.empty();
        return Optional.of(
                fitness.hasRoom() ? new Failure.Overloaded("store") : new Failure.NoSpace());
    }

    /**
     * What becomes of a change of the membership that somebody asks for. Divided states are no
     * obstacle: nobody else can tell which of them has to go.
     */
    Ruling judge(MembershipChange change) {
        Optional<Failure> obstacle = whyNotLead().or(this::whyNotPropose);
        if (obstacle.isPresent()) return new Ruling.No(obstacle.get());
        return switch (change.from(bearings.members())) {
            case MembershipChange.Aim.Unfit(Refusal refusal) ->
                    new Ruling.No(notLeader().orElse(Failure.of(refusal)));
            case MembershipChange.Aim.At(Target target) ->
                    digests.allows(target)
                            ? new Ruling.Try(target)
                            : new Ruling.No(
                                    notLeader().orElse(new Failure.WouldLoseSoundMajority()));
        };
    }

    /** What a node that does not lead knows of the members may be out of date. */
    Optional<Failure> notLeader() {
        if (bearings.leads()) return Optional.empty();
        return Optional.of(new Failure.NotLeader(bearings.leader()));
    }

    /**
     * Refuses a request because as many as may be are in flight. If another node leads, whoever
     * needs the leader hears that instead: one that takes this node for it would try here for ever.
     */
    void refuse(Arrival.Request request) {
        Failure overloaded = new Failure.Overloaded("mailbox");
        Failure atLeader = notLeader().orElse(overloaded);
        switch (request) {
            case Arrival.Write write -> write.answer().failed(atLeader);
            case Arrival.Change change -> change.answer().failed(atLeader);
            case Arrival.Transfer transfer -> transfer.answer().failed(atLeader);
            case Arrival.Read(Arrival.Level level, ReadAnswer answer) -> {
                switch (level) {
                    case LINEARIZABLE -> answer.failed(atLeader);
                    case EVENTUAL -> answer.failed(overloaded);
                }
            }
            case Arrival.Reading atAnybody -> atAnybody.answer().failed(overloaded);
        }
    }
}
