package io.quorate.adapter.grpc;

import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;

/** Translates one engine's messages to the wire and back. Stateless. */
public interface PeerCodec {

    /**
     * The wire form of a message, which shares the payloads' arrays.
     *
     * @throws IllegalArgumentException if the message is not of this codec's engine
     */
    io.quorate.peer.v1.PeerMessage encode(GroupId group, PeerMessage message);

    /**
     * The message that a wire form stands for.
     *
     * @throws MalformedMessage if it can stand for none: forged, damaged or of another engine
     */
    PeerMessage decode(io.quorate.peer.v1.PeerMessage message) throws MalformedMessage;
}
