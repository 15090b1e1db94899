package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Recovered;

/** The replica and the journal under an engine that is no Raft, with slots out of order. */
final class FixedLeaderReplicaTest extends ReplicaContract {

    @Override
    Engine engine(NodeId self, Recovered recovered) {
        return new FixedLeaderEngine(self, new NodeId("n1"), recovered);
    }
}
