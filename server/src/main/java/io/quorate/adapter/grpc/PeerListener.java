package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;

/** Whoever wants to know how the links to the peers are. Told on the loop. */
public interface PeerListener {

    /** Nobody does. */
    PeerListener NOBODY =
            new PeerListener() {
                @Override
                public void connected(NodeId peer, boolean isConnected) {}

                @Override
                public void roundTripTook(NodeId peer, long nanos) {}

                @Override
                public void sent(NodeId peer, long bytes) {}

                @Override
                public void dropped(NodeId peer) {}
            };

    /** A link came up, or is down. */
    void connected(NodeId peer, boolean isConnected);

    /** A peer answered a ping: the way there and back, and what its loop made it wait. */
    void roundTripTook(NodeId peer, long nanos);

    /** Messages left for a peer. */
    void sent(NodeId peer, long bytes);

    /** Messages to a peer were dropped: as many bytes as may wait for its connection did. */
    void dropped(NodeId peer);
}
