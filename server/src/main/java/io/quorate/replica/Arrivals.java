package io.quorate.replica;

/** Where adapters leave what comes to a replica. Safe to call from any thread. */
public interface Arrivals {

    /**
     * Leaves something; a turn will take it. What clients ask is refused there if it is too much.
     */
    void post(Arrival arrival);

    /** How the replica stood a moment ago. */
    ReplicaStatus status();
}
