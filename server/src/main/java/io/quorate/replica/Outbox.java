package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;

/**
 * Where messages to peers go. They may be lost; an outbox is bounded, and one that is full drops.
 */
public interface Outbox {

    /** Takes a message; it leaves at the latest with the next {@link #flush}. */
    void send(GroupId group, NodeId to, PeerMessage message);

    /** These are who messages go to and come from, from now on. Called first in the first turn. */
    default void connect(Members members) {}

    /** Sends on what was taken, in one piece for each peer. */
    void flush();
}
