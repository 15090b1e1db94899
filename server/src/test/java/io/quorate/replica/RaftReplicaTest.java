package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/** The replica and the journal under Raft. */
final class RaftReplicaTest extends ReplicaContract {

    @Override
    Engine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        return new RaftEngine(RaftConfig.defaults(), self, recovered, random);
    }

    @Test
    void theJournalGivesUpWhatIsDurablyAppliedHereAndDurableEverywhere() {
        ReplicaCluster cluster = cluster(flushingAt(20_000));
        for (int i = 0; i < 4_000; i++) cluster.put(cluster.leader(), "k" + i, "v".repeat(100));
        cluster.settle();
        cluster.runUntil(
                "shorter journals",
                () ->
                        cluster.members().stream()
                                .allMatch(member -> member.journalFirstIndex() > 1));
    }
}
