package io.quorate.replica;

import io.quorate.core.NodeId;

import java.util.Optional;

/**
 * Whoever waits for a change of the membership or of the leader. One of the two is called, once, on
 * the replica's loop.
 */
public interface ChangeAnswer {

    /**
     * The change is certain: a hand-over is made, and a membership's change is committed and will
     * be carried to its end by this leader or a later one.
     *
     * @param leader who leads now
     */
    void done(Standing standing, Optional<NodeId> leader);

    /** It was not done, or nobody knows: the failure says which. */
    void failed(Failure failure);
}
