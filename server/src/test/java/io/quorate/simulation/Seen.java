package io.quorate.simulation;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;

/** What one node was seen to be when its last turn ended, and its log as handed to its disk. */
final class Seen {

    final NodeId id;
    final NodeLog log;
    boolean isLeader;
    long term;
    long commit;
    long applied;

    /** Up to here the state machine had applied the log; what was given to it may be more. */
    long appliedInState;

    /** Who the members were when the turn was about to end, and to commit what it could. */
    Members deciding = Members.NONE;

    /** The ticket of the reads that came in the turn that is under way; 0 for none. */
    long readsOfTurn;

    Seen(NodeId id, NodeLog log) {
        this.id = id;
        this.log = log;
    }
}
