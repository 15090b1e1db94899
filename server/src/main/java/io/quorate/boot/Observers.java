package io.quorate.boot;

import io.quorate.core.engine.Event;
import io.quorate.replica.Failure;
import io.quorate.replica.Observer;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.snapshot.SnapshotEvent;

/** Two who observe the same, one after the other. */
record Observers(Observer first, Observer second) implements Observer {

    @Override
    public void event(Event event) {
        first.event(event);
        second.event(event);
    }

    @Override
    public void snapshot(SnapshotEvent event) {
        first.snapshot(event);
        second.snapshot(event);
    }

    @Override
    public void digest(DigestEvent event) {
        first.digest(event);
        second.digest(event);
    }

    @Override
    public void applied(int entries, long appliedIndex) {
        first.applied(entries, appliedIndex);
        second.applied(entries, appliedIndex);
    }

    @Override
    public void storeStalled() {
        first.storeStalled();
        second.storeStalled();
    }

    @Override
    public void failed(Failure failure, int requests) {
        first.failed(failure, requests);
        second.failed(failure, requests);
    }

    @Override
    public void readsFailed(Failure failure, int reads) {
        first.readsFailed(failure, reads);
        second.readsFailed(failure, reads);
    }
}
