package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;

import java.util.Optional;

/** Remembers, durably, with which data directory each peer was first met. */
public interface KnownPeers {

    /**
     * Meets a peer.
     *
     * @return empty if the incarnation is the peer's known one, or its first, which is remembered
     *     from now on; else the incarnation that is known
     */
    Optional<Long> meet(NodeId peer, long incarnation);
}
