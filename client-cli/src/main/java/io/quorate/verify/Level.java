package io.quorate.verify;

/** How fresh a read was asked to be. */
public enum Level {
    /** It shows every write that was acknowledged before it began. */
    LINEARIZABLE,
    /** It shows what its session's guarantees ask for. */
    SESSION,
    /** It shows some state of the past. */
    EVENTUAL
}
