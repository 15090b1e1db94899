package io.quorate.replica.watch;

import io.quorate.core.state.ChangeId;
import io.quorate.core.state.KeyEvent;

/**
 * The last changes, without a gap, as many as fit into so many bytes. Owned by the loop. All
 * watchers read the same ones: a change is held once, however many want it.
 */
final class RecentChanges {

    private static final int CAPACITY_MIN = 16;

    private final int bytesMax;
    private KeyEvent[] ring = new KeyEvent[CAPACITY_MIN];
    private int first;
    private int size;
    private long bytes;
    private ChangeId coveredFrom = ChangeId.first(1);

    RecentChanges(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Forgets all; what comes next is behind a revision. */
    void reset(long revision) {
        ring = new KeyEvent[CAPACITY_MIN];
        first = 0;
        size = 0;
        bytes = 0;
        coveredFrom = ChangeId.first(revision + 1);
    }

    /** Adds the next change and drops the oldest ones that do not fit any more. */
    void add(KeyEvent event) {
        if (size == ring.length) grow();
        ring[(first + size) & ring.length - 1] = event;
        size++;
        bytes += event.bytes();
        while (bytes > bytesMax) drop();
    }

    private void drop() {
        KeyEvent oldest = ring[first];
        ring[first] = null;
        first = first + 1 & ring.length - 1;
        size--;
        bytes -= oldest.bytes();
        ChangeId dropped = oldest.change();
        coveredFrom = new ChangeId(dropped.revision(), dropped.ordinal() + 1);
    }

    private void grow() {
        KeyEvent[] larger = new KeyEvent[2 * ring.length];
        for (int i = 0; i < size; i++) larger[i] = at(i);
        ring = larger;
        first = 0;
    }

    /** Whether it holds every change from this one on. */
    boolean covers(ChangeId from) {
        return from.compareTo(coveredFrom) >= 0;
    }

    /** How many it holds. */
    int size() {
        return size;
    }

    /** How many bytes they take. */
    long bytes() {
        return bytes;
    }

    /** The oldest but so many. */
    KeyEvent at(int position) {
        return ring[first + position & ring.length - 1];
    }

    /** Where the first change stands that is no older than this one; the size if there is none. */
    int position(ChangeId from) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).change().compareTo(from) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
