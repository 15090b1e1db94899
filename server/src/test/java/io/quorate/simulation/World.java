package io.quorate.simulation;

/**
 * What all parts of a run share.
 *
 * @param randomness what the seed says, by component
 */
record World(
        Swarm swarm,
        Randomness randomness,
        Scheduler scheduler,
        Trace trace,
        Counts counts,
        Invariants invariants,
        Ledger ledger) {

    long nowNanos() {
        return scheduler.nowNanos();
    }

    /** Something happened to a node or client, or to the cluster. */
    void event(String kind, int who, long fingerprint, Object detail) {
        trace.event(scheduler.nowNanos(), kind, who, fingerprint, detail);
    }

    void saw(Situation situation) {
        counts.saw(situation);
    }
}
