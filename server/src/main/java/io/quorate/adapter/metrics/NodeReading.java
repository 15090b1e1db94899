package io.quorate.adapter.metrics;

import io.quorate.core.engine.EngineStatus;
import io.quorate.replica.history.HistoryStatus;

/**
 * How a node stands at a moment. Its owner makes one when it likes and leaves it where a scrape can
 * find it.
 *
 * @param engine what the engine knows
 * @param appliedIndex the last entry that the state machine has applied
 * @param revision the state machine's
 * @param mailboxDepth what waits for the next turn
 * @param proposalsPending requests accepted and not answered yet
 * @param history how far the replica is with what is given up of the past
 */
public record NodeReading(
        EngineStatus engine,
        long appliedIndex,
        long revision,
        int mailboxDepth,
        int proposalsPending,
        HistoryStatus history) {}
