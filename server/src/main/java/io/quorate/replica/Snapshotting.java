package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Store;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.Receiving;
import io.quorate.replica.snapshot.Sending;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.snapshot.SnapshotEvent;
import io.quorate.replica.snapshot.SnapshotLimits;
import io.quorate.replica.snapshot.SnapshotMessage;
import io.quorate.replica.snapshot.SnapshotProgress;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A replica's part in snapshots: who gets what came, and what the replica does at the end of it.
 */
final class Snapshotting implements Sending.Owner, Receiving.Owner {

    /** What the replica does. */
    interface Owner {

        /** A member that was to get a snapshot holds everything up to an entry, or nothing more. */
        void snapshotEnded(NodeId to, Optional<LogId> base);

        /** Nothing is to be applied until {@link #snapshotInstalled}. */
        void snapshotInstalling();

        /** This is the state now. */
        void snapshotInstalled(Manifest manifest, Store store);

        /** Up to here this node has what is committed, for its state. */
        long commitIndex();

        /** Whether this node wants a member's state. */
        boolean mayComeFrom(NodeId member);

        /** Up to where a snapshot of this state would go; empty if nobody is to get one. */
        OptionalLong givenUpTo();

        /** Up to here the journal was given up. */
        long releasedIndex();
    }

    private final GroupId group;
    private final ReplicaPorts ports;
    private final Owner owner;
    private final Sending sending;
    private final Receiving receiving;

    Snapshotting(GroupId group, ReplicaPorts ports, SnapshotLimits limits, Owner owner) {
        this.group = group;
        this.ports = ports;
        this.owner = owner;
        this.sending = new Sending(ports.snapshots(), this, limits);
        this.receiving = new Receiving(ports.snapshots(), this, limits);
    }

    /** A member needs a snapshot. */
    void begin(long nowNanos, NodeId to) {
        if (owner.givenUpTo().isPresent()) sending.begin(nowNanos, to);
        else sending.deny(to);
    }

    /** Asks a member for its state, which is to go beyond this one's. */
    void askForState(NodeId member, long behindIndex) {
        send(member, new SnapshotMessage.Needed(behindIndex));
    }

    /** Whether a snapshot is coming. */
    boolean isReceiving() {
        return !receiving.isIdle();
    }

    /** Those that go to other members. */
    List<SnapshotProgress> sending() {
        return sending.progress();
    }

    /** The one that comes. */
    Optional<SnapshotProgress> receiving() {
        return receiving.progress();
    }

    /** From here on nobody gets this state. */
    void stopSending() {
        sending.stop();
    }

    void tick(long nowNanos) {
        sending.tick(nowNanos);
        receiving.tick(nowNanos);
    }

    void receive(long nowNanos, NodeId from, SnapshotMessage message) {
        switch (message) {
            case SnapshotMessage.Needed(long behindIndex) -> {
                OptionalLong index = owner.givenUpTo();
                boolean isBehind = index.isPresent() && index.getAsLong() > behindIndex;
                if (isBehind) sending.begin(nowNanos, from, behindIndex);
            }
            case SnapshotMessage.Offer offer -> receiving.receive(nowNanos, from, offer);
            case SnapshotMessage.Chunk chunk -> receiving.receive(nowNanos, chunk);
            case SnapshotMessage.Underway underway -> sending.receive(nowNanos, from, underway);
            case SnapshotMessage.Want want -> sending.receive(nowNanos, from, want);
            case SnapshotMessage.Ended ended -> sending.receive(nowNanos, from, ended);
        }
    }

    void take(long nowNanos, SnapshotAnswer answer) {
        switch (answer) {
            case SnapshotAnswer.Taken taken -> sending.taken(nowNanos, taken.manifest());
            case SnapshotAnswer.Read read -> sending.read(read);
            case SnapshotAnswer.Begun begun -> receiving.begun(nowNanos, begun);
            case SnapshotAnswer.Written written -> receiving.written(nowNanos, written);
            case SnapshotAnswer.Finished finished -> receiving.finished(finished);
            case SnapshotAnswer.Failed failed -> receiving.failed(failed);
            case SnapshotAnswer.Installed installed -> receiving.installed(nowNanos, installed);
        }
    }

    /** Behind here the journal must go on for a receiver of a snapshot. */
    long neededIndex() {
        return sending.neededIndex();
    }

    @Override
    public void send(NodeId to, SnapshotMessage message) {
        ports.outbox().send(group, to, message);
    }

    @Override
    public void event(SnapshotEvent event) {
        ports.observer().snapshot(event);
    }

    @Override
    public void ended(NodeId to, Optional<LogId> base) {
        owner.snapshotEnded(to, base);
    }

    @Override
    public long releasedIndex() {
        return owner.releasedIndex();
    }

    @Override
    public long commitIndex() {
        return owner.commitIndex();
    }

    @Override
    public boolean mayComeFrom(NodeId member) {
        return owner.mayComeFrom(member);
    }

    @Override
    public void installing() {
        owner.snapshotInstalling();
    }

    @Override
    public void installed(Manifest manifest, Store store) {
        owner.snapshotInstalled(manifest, store);
    }
}
