package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.List;
import java.util.Optional;

/** What can happen to an engine. */
public sealed interface Input {

    /** Time went on. Comes at least every few milliseconds. */
    record Tick() implements Input {}

    /** A peer's message came. Messages may be lost, delayed, repeated and reordered. */
    record Received(NodeId from, PeerMessage message) implements Input {}

    /** Callers want these commands in the log: all of a turn at once. */
    record Propose(List<Proposal> proposals) implements Input {}

    /**
     * Callers want to read linearizably: all of a turn under one ticket.
     *
     * @param ticket named in the answer; never used twice
     */
    record Read(long ticket) implements Input {}

    /** Everything persisted under this ticket and those before it is durable. */
    record Persisted(long ticket) implements Input {}

    /** The state machine has applied everything up to this index. */
    record Applied(long index) implements Input {}

    /**
     * The answer to {@link Effect.FetchEntries}.
     *
     * @param entries contiguous from the index asked for; fewer than asked for, or none, if the
     *     journal does not hold them
     */
    record Fetched(long ticket, List<Entry> entries) implements Input {}

    /**
     * The answer to {@link Effect.SendSnapshot}.
     *
     * @param base up to this entry the member's state machine has applied everything, durably;
     *     empty if the snapshot did not get there: the engine may ask again
     */
    record SnapshotEnded(NodeId to, Optional<LogId> base) implements Input {}

    /**
     * The state machine here was replaced, durably, by one that has applied everything up to an
     * entry, which is therefore committed. Nothing that was given to be applied up to there will be
     * answered by {@link Applied}.
     *
     * @param base above everything that was applied before
     */
    record SnapshotInstalled(LogId base) implements Input {}

    /** The connection on which this peer sends to us was closed. */
    record ConnectionClosed(NodeId peer) implements Input {}

    /** Nothing more waits: what was gathered in this turn is to be emitted now. */
    record TurnEnds() implements Input {}
}
