package io.quorate.deploy.chaos;

/** Whom a blow meets: known only when it is dealt. */
sealed interface Victim {

    /** Whoever leads then. */
    record Leader() implements Victim {}

    /**
     * One of those that do not lead.
     *
     * @param draw which: its remainder by their number
     */
    record Follower(int draw) implements Victim {}
}
