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
     * @param members the membership as the new state machine says it; nobody, if no entry up to the
     *     base ever changed it
     */
    record SnapshotInstalled(LogId base, Members members) implements Input {}

    /**
     * A node was met: a peer that introduced itself, or, once, this node by itself.
     *
     * @param incarnation of its data directory, never 0
     */
    record Met(NodeId node, long incarnation) implements Input {}

    /** The connection on which this peer sends to us was closed. */
    record ConnectionClosed(NodeId peer) implements Input {}

    /**
     * A caller wants another membership; how to get there is the engine's own. Answered by {@link
     * Effect.Reconfigured} or {@link Effect.RefuseRequest}, or by nothing but {@link
     * Effect.LeadershipEnded}: then nobody knows.
     *
     * @param request names the caller's request in the answer, from the numbers of proposals
     */
    record Reconfigure(long request, Target target) implements Input {}

    /**
     * A caller wants another leader. Answered by {@link Effect.Transferred} or {@link
     * Effect.RefuseRequest}.
     *
     * @param request names the caller's request in the answer, from the numbers of proposals
     * @param to the voter that is to lead; if none is named, the one whose log is longest
     */
    record TransferLeadership(long request, Optional<NodeId> to) implements Input {}

    /**
     * A leader is to lead no more, though nobody took over, and to let others be elected first.
     * Nothing comes of it where the others cannot decide by themselves.
     */
    record Resign() implements Input {}

    /** Nothing more waits: what was gathered in this turn is to be emitted now. */
    record TurnEnds() implements Input {}
}
