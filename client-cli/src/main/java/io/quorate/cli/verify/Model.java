package io.quorate.cli.verify;

import java.util.Locale;

/** What a cluster is held to. */
public enum Model {
    /** Every operation takes effect at one moment between its call and its answer. */
    LINEARIZABLE,
    /** Reads of a session show what it has met, and no read shows what never was. */
    SESSIONS,
    /** Both, by the same callers. */
    ALL;

    boolean includesLinearizability() {
        return this != SESSIONS;
    }

    boolean includesSessions() {
        return this != LINEARIZABLE;
    }

    /** As it is written on a command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
