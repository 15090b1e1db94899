package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;

/**
 * Who this node is, as it tells clients and peers.
 *
 * @param clusterId equal on all members of a cluster
 * @param incarnation drawn when the data directory was made
 * @param clientAddress host:port where clients reach it
 * @param peerAddress host:port where peers reach it
 * @param version of the software
 * @param engine "raft" or "paxos"
 */
public record Identity(
        long clusterId,
        NodeId node,
        long incarnation,
        String clientAddress,
        String peerAddress,
        String version,
        String engine) {}
