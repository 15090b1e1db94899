package io.quorate.core.raft;

import io.quorate.core.NodeId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Removed members that still get the log, until they have heard that the entry which removes them
 * is committed: so they learn that they need not campaign. They count for nothing any more, and one
 * that does not answer is let go after a while.
 */
final class Farewells {

    /** How many election timeouts a removed member has to take its leave. */
    private static final int TIMEOUTS = 10;

    private record Leaver(Progress progress, long index, long deadlineNanos) {}

    private final RaftState state;
    private final TreeMap<NodeId, Leaver> leavers = new TreeMap<>();

    Farewells(RaftState state) {
        this.state = state;
    }

    /** The membership that counts now has removed this follower. */
    void begin(Progress progress) {
        long deadline = state.nowNanos() + TIMEOUTS * state.config.electionTimeoutNanos();
        var leaver = new Leaver(progress, state.memberships.index(), deadline);
        leavers.put(progress.peer, leaver);
    }

    void end(NodeId leaver) {
        leavers.remove(leaver);
    }

    void clear() {
        leavers.clear();
    }

    boolean isEmpty() {
        return leavers.isEmpty();
    }

    Optional<Progress> find(NodeId node) {
        return Optional.ofNullable(leavers.get(node)).map(Leaver::progress);
    }

    /** Those that have something to hear yet. */
    List<Progress> ongoing() {
        var ongoing = new ArrayList<Progress>(leavers.size());
        leavers.values().removeIf(this::isOver);
        for (Leaver leaver : leavers.values()) ongoing.add(leaver.progress());
        return ongoing;
    }

    private boolean isOver(Leaver leaver) {
        Progress progress = leaver.progress();
        boolean knows =
                progress.matchIndex() >= leaver.index() && progress.sentCommit() >= leaver.index();
        return knows || state.nowNanos() - leaver.deadlineNanos() >= 0;
    }
}
