package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;

/** What an operator wants to know of: for logs, metrics and the console. */
public sealed interface Event {

    /** This node's role or round changed. */
    record RoleChanged(EngineStatus.Role role, long round) implements Event {}

    /** The leader that this node knows changed; empty while it knows none. */
    record LeaderChanged(long round, Optional<NodeId> leader) implements Event {}

    /** This node began to ask for votes or promises. */
    record CampaignBegan(long round, String why) implements Event {}

    /** This node gave up leadership. */
    record SteppedDown(long round, String why) implements Event {}

    /** The membership that this node goes by changed; its entry may not be committed yet. */
    record MembersChanged(long index, Members members) implements Event {}

    /** Leadership is being handed over. */
    record HandOverBegan(long round, NodeId to) implements Event {}

    /** The leader leads on, since the hand-over was not made in time. */
    record HandOverFailed(long round, NodeId to) implements Event {}

    /** A member says that this node was removed; it will not ask for votes any more. */
    record Removed(NodeId by) implements Event {}

    /**
     * This node's journal lost records. It enters a term in which it has promised nothing, and
     * takes no part in elections until it is {@link Mended}.
     *
     * @param last where what is left of its log ends
     */
    record HoleFound(long round, LogId last) implements Event {}

    /**
     * What this node had lost it has again, as far as it matters to anybody.
     *
     * @param last where its log ends
     */
    record Mended(LogId last) implements Event {}

    /** A peer's message made no sense and was dropped. */
    record MalformedMessage(NodeId from, String why) implements Event {}
}
