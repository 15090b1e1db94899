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

    /** A peer's message made no sense and was dropped. */
    record MalformedMessage(NodeId from, String why) implements Event {}
}
