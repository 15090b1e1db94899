package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.digest.DigestMessage;
import io.quorate.replica.digest.Digests;

/** What a replica does for the comparison of its state with the others'. */
record Judged(
        GroupId group,
        ReplicaPorts ports,
        Snapshotting snapshots,
        KeyValueMachine state,
        Runnable conceal)
        implements Digests.Owner {

    @Override
    public void send(NodeId to, DigestMessage message) {
        ports.outbox().send(group, to, message);
    }

    @Override
    public void askForState(NodeId member) {
        snapshots.askForState(member, state.applied().index());
    }

    @Override
    public boolean isReceiving() {
        return snapshots.isReceiving();
    }

    @Override
    public void condemned() {
        conceal.run();
    }

    @Override
    public void event(DigestEvent event) {
        ports.observer().digest(event);
    }
}
