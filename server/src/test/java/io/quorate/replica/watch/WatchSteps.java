package io.quorate.replica.watch;

import java.util.ArrayDeque;
import java.util.Optional;

/** A hub's ports for tests: pages are read and turns are given when the test says so. */
public final class WatchSteps implements WatchPorts {

    private final ArrayDeque<PageWork> asked = new ArrayDeque<>();
    private boolean isTurnWanted;

    @Override
    public void read(PageWork work) {
        asked.add(work);
    }

    @Override
    public void goOn() {
        isTurnWanted = true;
    }

    /** Reads the page that was asked for first, if one was. */
    Optional<WatchSignal> read() {
        return Optional.ofNullable(asked.poll()).map(PageWork::read);
    }

    /** How many pages were asked for and not read. */
    int asked() {
        return asked.size();
    }

    /** Whether another turn was asked for since the last time. */
    boolean takeTurn() {
        boolean wanted = isTurnWanted;
        isTurnWanted = false;
        return wanted;
    }
}
