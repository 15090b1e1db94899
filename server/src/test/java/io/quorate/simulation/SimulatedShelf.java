package io.quorate.simulation;

import io.quorate.replica.StateWork;

import java.util.ArrayDeque;

/**
 * The thread of a node's states as an actor: one piece of work after the other, each takes its
 * time, and any event may come in between.
 */
final class SimulatedShelf implements StateWork.Place {

    private record Waiting(long nanos, StateWork.Piece piece) {}

    private final SimulatedJournal.Host host;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isBusy;

    SimulatedShelf(SimulatedJournal.Host host) {
        this.host = host;
    }

    @Override
    public void post(StateWork.Cost cost, StateWork.Piece piece) {
        long nanos =
                switch (cost) {
                    case FORCE -> host.forceNanos();
                    case BLOCK -> host.readNanos();
                    case NONE -> host.wakeNanos();
                };
        waiting.add(new Waiting(nanos, piece));
        goOn();
    }

    /** The journal is kept until a flush finds room: nothing else comes of it. */
    @Override
    public void noRoomToFlush() {}

    private void goOn() {
        if (isBusy || waiting.isEmpty()) return;
        isBusy = true;
        Waiting next = waiting.poll();
        host.later(
                next.nanos(),
                () -> {
                    next.piece().run();
                    isBusy = false;
                    goOn();
                });
    }
}
