package io.quorate.simulation;

import io.quorate.core.NodeId;

/** What one node was seen to be when its last turn ended, and its log as handed to its disk. */
final class Seen {

    final NodeId id;
    final NodeLog log;
    boolean isLeader;
    long term;
    long commit;
    long applied;

    Seen(NodeId id, NodeLog log) {
        this.id = id;
        this.log = log;
    }
}
