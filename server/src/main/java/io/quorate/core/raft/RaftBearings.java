package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Members;

import java.util.Optional;

/** A server's state in the words that fit every engine. */
record RaftBearings(RaftState state) implements Bearings {

    @Override
    public EngineStatus.Role role() {
        return state.publicRole();
    }

    @Override
    public long round() {
        return state.currentTerm();
    }

    @Override
    public Optional<NodeId> leader() {
        return state.leader();
    }

    @Override
    public long commitIndex() {
        return state.commitIndex();
    }

    @Override
    public long lastIndex() {
        return state.log.lastIndex();
    }

    @Override
    public Members members() {
        return state.members();
    }
}
