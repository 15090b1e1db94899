package io.quorate.replica.snapshot;

import io.quorate.replica.StateWork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;

/** Work on states that is done when a test says so: what a thread does on a real node. */
public final class ShelfSteps implements StateWork.Place {

    private final ArrayDeque<StateWork.Piece> pieces = new ArrayDeque<>();
    private boolean isStuck;

    /** Nothing is done any more until {@link #goOn}. */
    public void stick() {
        isStuck = true;
    }

    public void goOn() {
        isStuck = false;
    }

    public boolean isStuck() {
        return isStuck;
    }

    /** Does all that waits. */
    public void run() {
        for (int left = pieces.size(); left > 0 && !isStuck; left--) {
            try {
                pieces.poll().run();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public void post(StateWork.Cost cost, StateWork.Piece piece) {
        pieces.add(piece);
    }

    /** The journal is kept until a flush finds room: nothing else comes of it. */
    @Override
    public void noRoomToFlush() {}
}
