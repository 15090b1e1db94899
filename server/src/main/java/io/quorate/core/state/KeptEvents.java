package io.quorate.core.state;

import java.util.ArrayList;
import java.util.List;

/** What a batch changed, for whoever watches; while nobody does, nothing is kept. */
public final class KeptEvents {

    private final List<KeyEvent> events = new ArrayList<>();
    private boolean areWanted;

    /** From now on there is what a batch changed. It costs a copy of each change. */
    public void want() {
        areWanted = true;
    }

    /** Nobody wants events any more. */
    public void dismiss() {
        areWanted = false;
        clear();
    }

    void clear() {
        events.clear();
    }

    void add(Draft.Change change) {
        if (!areWanted) return;
        events.add(KeyEvent.kept(change.id(), change.row(), change.ended(), change.left()));
    }

    /** What the last batch changed, in the order of the changes, if events are wanted. */
    public List<KeyEvent> all() {
        return List.copyOf(events);
    }
}
