package io.quorate.verify.watch;

import java.util.List;

/**
 * What one watcher asked for and was shown, over all the streams that it took.
 *
 * @param name who watched
 * @param start the first key
 * @param end the key behind the last; empty: there is none
 * @param from the first revision that was asked for; 0: whatever came next
 * @param floor the highest revision that was known to be made when the watch began: one from "now"
 *     on shows nothing up to it
 * @param kinds which changes it asked for
 * @param previous whether it asked for what each change ended
 * @param shown in the order in which it came
 */
public record Watched(
        String name,
        String start,
        String end,
        long from,
        long floor,
        Kinds kinds,
        Previous previous,
        List<Shown> shown) {

    /** Kinds of changes. */
    public enum Kinds {
        /** Puts and deletes. */
        ALL,
        /** Puts alone. */
        PUTS,
        /** Deletes alone. */
        DELETES
    }

    /** Whether it asked for what each change ended. */
    public enum Previous {
        /** It did. */
        SHOWN,
        /** It did not. */
        LEFT_OUT
    }

    /** Copies the list. */
    public Watched {
        shown = List.copyOf(shown);
    }

    /** Whether it is to be shown a change. */
    boolean wants(Change change) {
        boolean isWantedKind =
                switch (kinds) {
                    case ALL -> true;
                    case PUTS -> change.value().isPresent();
                    case DELETES -> change.value().isEmpty();
                };
        return isWantedKind
                && change.key().compareTo(start) >= 0
                && (end.isEmpty() || change.key().compareTo(end) < 0);
    }
}
