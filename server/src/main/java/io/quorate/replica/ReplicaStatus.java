package io.quorate.replica;

import io.quorate.core.engine.EngineStatus;

/**
 * How a replica stood after a turn.
 *
 * @param engine what its engine knows
 * @param appliedIndex the last entry that its state machine has applied
 * @param revision its state machine's
 * @param requestsInFlight client requests that wait for an answer
 */
public record ReplicaStatus(
        EngineStatus engine, long appliedIndex, long revision, int requestsInFlight) {}
