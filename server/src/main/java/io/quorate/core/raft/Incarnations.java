package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * By which data directory each node is known here: what nodes said of themselves when they were
 * met, this one included. Whoever leads writes what the membership lacks of it into the log, so
 * that every member knows a node that lost its disk, also one that never met it before.
 */
final class Incarnations {

    /** The most nodes that are remembered: every member, and as many that may yet become one. */
    static final int MET_MAX = 2 * Members.MEMBERS_MAX;

    private final TreeMap<NodeId, Long> met = new TreeMap<>();

    /**
     * A node was met. If too many were, those that are no members are forgotten: one that becomes a
     * member is met again.
     */
    void met(NodeId node, long incarnation, Members members) {
        if (met.size() >= MET_MAX) met.keySet().retainAll(members.ids());
        met.put(node, incarnation);
    }

    SortedMap<NodeId, Long> all() {
        return Collections.unmodifiableSortedMap(met);
    }
}
