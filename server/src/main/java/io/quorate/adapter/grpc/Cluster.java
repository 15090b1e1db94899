package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Membership;

import java.util.SortedMap;

/**
 * The cluster as this node was told of it.
 *
 * @param self this node
 * @param membership who takes part
 * @param peerAddresses host:port of every member's peer listener, this node's included
 */
public record Cluster(
        Identity self, Membership membership, SortedMap<NodeId, String> peerAddresses) {}
