package io.quorate.verify.watch;

import java.util.List;
import java.util.Optional;

/** What a watcher was shown at once. */
public sealed interface Shown {

    /** What a revision did. */
    record Revision(long revision, List<Event> events) implements Shown {

        /** Copies the list. */
        public Revision {
            events = List.copyOf(events);
        }
    }

    /** That all changes up to a revision were shown. */
    record Mark(long through) implements Shown {}

    /**
     * What happened to one key.
     *
     * @param value empty if it was deleted
     * @param previous empty if there was none, or if it was not asked for
     */
    record Event(String key, Optional<String> value, Optional<String> previous) {}
}
