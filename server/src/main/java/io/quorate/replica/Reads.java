package io.quorate.replica;

import io.quorate.core.NodeId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All reads of a replica: each is served as soon as what it asks for holds here, and never before.
 * What does not hold yet comes to hold when an index that the engine confirms is applied, and a
 * session's read already when its floor is reached, whoever said so.
 */
final class Reads {

    /** Whoever has the state. */
    interface Server {

        /** Where it stands. */
        Standing standing();

        /** Lets a read have the state. */
        void serve(ReadAnswer answer, Standing shown);

        /** Another member that has all that was committed, if one is known. */
        Optional<NodeId> leader();
    }

    private final Server server;
    private final Observer observer;
    private final PendingReads pending = new PendingReads();
    private final FloorReads behind;
    private final Freshness freshness = new Freshness();
    private List<ReadAnswer> arrived = new ArrayList<>();
    private long lastTicket;

    Reads(Server server, Observer observer) {
        this.server = server;
        this.observer = observer;
        this.behind = new FloorReads(server, observer);
    }

    /** How many wait. An index that is asked for on their behalf is nobody's request. */
    int size() {
        return pending.size() - behind.rounds() + behind.size();
    }

    /** How many of them wait for their session's floor. */
    int sessionsWaiting() {
        return behind.size();
    }

    /** How many have had to wait for their session's floor. */
    long sessionWaits() {
        return behind.waits();
    }

    /** Serves a read if what it asks for holds. */
    void take(long nowNanos, Arrival.Reading reading) {
        switch (reading) {
            case Arrival.Read(Arrival.Level level, ReadAnswer answer) -> {
                switch (level) {
                    case LINEARIZABLE -> arrived.add(answer);
                    case EVENTUAL -> server.serve(answer, server.standing());
                }
            }
            case Arrival.ReadPast(long revision, ReadAnswer answer) ->
                    since(new SinceRead(revision, new PastRead(revision, answer)));
            case Arrival.ReadSince(long revision, ReadAnswer answer) ->
                    since(new SinceRead(revision, answer));
            case Arrival.ReadSession read -> behind.take(nowNanos, read);
            case Arrival.ReadBounded(long stalenessNanosMax, ReadAnswer answer) -> {
                OptionalLong staleness = freshness.stalenessNanos(nowNanos);
                boolean isFresh =
                        staleness.isPresent() && staleness.getAsLong() <= stalenessNanosMax;
                if (isFresh) {
                    server.serve(answer, server.standing().within(staleness.getAsLong()));
                } else {
                    arrived.add(new CurrentRead(answer));
                }
            }
        }
    }

    private void since(SinceRead read) {
        boolean isHere = server.standing().revision() >= read.revision();
        if (isHere) server.serve(read, server.standing());
        else arrived.add(read);
    }

    /** The ticket under which an index is to be confirmed, if this turn's reads need one. */
    OptionalLong ask(long nowNanos) {
        behind.round().ifPresent(arrived::add);
        if (arrived.isEmpty()) return OptionalLong.empty();
        pending.asked(++lastTicket, nowNanos, arrived);
        arrived = new ArrayList<>();
        return OptionalLong.of(lastTicket);
    }

    void confirmed(long ticket, long index) {
        pending.confirmed(ticket, index);
    }

    void refused(long ticket, Failure failure) {
        observer.readsFailed(failure, pending.refused(ticket, failure));
    }

    /** Serves what has come to hold, now that the state has applied an index. */
    void applied(long appliedIndex) {
        behind.reached();
        pending.serveApplied(
                appliedIndex,
                freshness::confirmed,
                answer -> server.serve(answer, server.standing()));
    }

    /** Time went on. */
    void tick(long nowNanos) {
        behind.expire(nowNanos);
        Failure stalled = new Failure.Overloaded("store");
        int late = pending.expire(nowNanos, stalled);
        if (late > 0) observer.readsFailed(stalled, late);
    }

    /** Ends the wait of all, and of all that came in this turn. */
    void refuseAll(Failure failure) {
        pending.refuseAll(failure);
        behind.refuseAll(failure);
        for (ReadAnswer answer : arrived) answer.failed(failure);
        arrived = new ArrayList<>();
    }
}
