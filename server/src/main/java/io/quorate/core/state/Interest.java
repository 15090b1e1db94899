package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * Which changes somebody wants to see, and what of them.
 *
 * @param span the keys
 * @param kinds puts, deletes or both
 * @param previous whether each event says what the change ended
 */
public record Interest(KeySpan span, Kinds kinds, Previous previous) {

    /** Kinds of changes. */
    public enum Kinds {
        /** Puts and deletes. */
        ALL,
        /** Puts alone. */
        PUTS,
        /** Deletes alone. */
        DELETES
    }

    /** Whether events say what a change ended. */
    public enum Previous {
        /** They do. */
        SHOWN,
        /** They do not. */
        LEFT_OUT
    }

    /** Every change of the keys, without what it ended. */
    public static Interest inAll(KeySpan span) {
        return new Interest(span, Kinds.ALL, Previous.LEFT_OUT);
    }

    /** The same of other keys. */
    public Interest in(KeySpan other) {
        return new Interest(other, kinds, previous);
    }

    /** Whether an event is wanted. */
    public boolean wants(KeyEvent event) {
        return wantsKind(event.isDelete()) && span.contains(event.row());
    }

    /** Whether a change of a key is wanted that is known by its row in LATEST. */
    boolean wants(Bytes row, boolean isDelete) {
        return wantsKind(isDelete) && span.contains(row);
    }

    private boolean wantsKind(boolean isDelete) {
        return switch (kinds) {
            case ALL -> true;
            case PUTS -> !isDelete;
            case DELETES -> isDelete;
        };
    }

    /** What is shown of an event that is wanted. */
    public KeyEvent shown(KeyEvent event) {
        return switch (previous) {
            case SHOWN -> event;
            case LEFT_OUT -> event.withoutPrevious();
        };
    }
}
