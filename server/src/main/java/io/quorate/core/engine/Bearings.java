package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;

/**
 * What whoever drives an engine asks of it at every step. An engine gives one that follows it and
 * costs nothing to ask, so it is for the engine's own thread; {@link EngineStatus} is a copy, for
 * others.
 */
public interface Bearings {

    /** What it is. */
    EngineStatus.Role role();

    /** Its term or ballot round. */
    long round();

    /** Whom it takes for the leader, itself included. */
    Optional<NodeId> leader();

    /** The highest index that it knows to be committed. */
    long commitIndex();

    /** The index of its last entry, committed or not. */
    long lastIndex();

    /** The membership that it goes by: one object as long as the members are the same. */
    Members members();

    /** Whether it takes itself for the leader. */
    default boolean leads() {
        return role() == EngineStatus.Role.LEADER;
    }
}
