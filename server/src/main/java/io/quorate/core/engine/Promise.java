package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.Optional;

/**
 * The durable word that a node has given: Raft's currentTerm and votedFor, Paxos's promised ballot.
 *
 * @param round the term or ballot round
 * @param node whom the vote or promise of that round was given to
 */
public record Promise(long round, Optional<NodeId> node) {

    /** A node that has promised nothing yet. */
    public static final Promise NONE = new Promise(0, Optional.empty());
}
