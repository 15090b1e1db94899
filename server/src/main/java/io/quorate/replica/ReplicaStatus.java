package io.quorate.replica;

import io.quorate.core.engine.EngineStatus;
import io.quorate.replica.history.HistoryStatus;

/**
 * How a replica stood after a turn.
 *
 * @param engine what its engine knows
 * @param appliedIndex the last entry that its state machine has applied
 * @param revision its state machine's
 * @param requestsInFlight client requests that wait for an answer
 * @param history how far it is with what is given up of the past
 * @param underway what waits, comes and goes
 */
public record ReplicaStatus(
        EngineStatus engine,
        long appliedIndex,
        long revision,
        int requestsInFlight,
        HistoryStatus history,
        Underway underway) {}
