package io.quorate.core.engine;

/** What engines of one kind say to each other. Each engine has its own sealed family of them. */
public interface PeerMessage {

    /** Roughly how many bytes it takes on the wire, for bounding what waits to be sent. */
    int bytes();
}
