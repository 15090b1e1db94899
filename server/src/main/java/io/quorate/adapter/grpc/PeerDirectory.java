package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What peers have told of themselves. Owned by the loop. */
final class PeerDirectory {

    private final PeerListener listener;
    private final Map<NodeId, String> clientAddresses = new TreeMap<>();
    private final Map<NodeId, Long> incarnations = new TreeMap<>();
    private final Map<NodeId, Boolean> connected = new TreeMap<>();

    /** A directory that tells nobody. */
    PeerDirectory() {
        this(PeerListener.NOBODY);
    }

    /**
     * @param listener told how the links are
     */
    PeerDirectory(PeerListener listener) {
        this.listener = listener;
    }

    PeerListener listener() {
        return listener;
    }

    void announced(NodeId peer, String clientAddress, long incarnation) {
        clientAddresses.put(peer, clientAddress);
        incarnations.put(peer, incarnation);
    }

    /** Where the peer's data directory came from; 0 if it was not heard of yet. */
    long incarnation(NodeId peer) {
        return incarnations.getOrDefault(peer, 0L);
    }

    void connected(NodeId peer, boolean isConnected) {
        connected.put(peer, isConnected);
        listener.connected(peer, isConnected);
    }

    Optional<String> clientAddress(NodeId peer) {
        return Optional.ofNullable(clientAddresses.get(peer));
    }

    boolean isConnected(NodeId peer) {
        return connected.getOrDefault(peer, false);
    }
}
