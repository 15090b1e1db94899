package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.adapter.rocks.RocksStalls;
import io.quorate.adapter.rocks.RocksStore;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/** A replica over the real RocksDB while RocksDB itself refuses writes. */
final class StalledRocksTest {

    @Test
    void aStalledRocksDbHoldsUpNoHeartbeatAndLosesNothing(@TempDir Path directory)
            throws Exception {
        try (RocksStore store = RocksStore.open(directory.resolve("store"))) {
            ReplicaCluster cluster = clusterOfRaft();
            ReplicaMember leader = cluster.members().getFirst();
            leader.startOn(store);
            cluster.putSurely("warm", "up");
            cluster.runUntil("the one on RocksDB leads", () -> leads(cluster, leader));
            cluster.putSurely("not", "flushed");

            long term = leader.status().engine().round();
            RocksStalls.stall(store);
            WriteRecord write = cluster.put(leader, "k", "v");
            cluster.run(3_000);
            assertFalse(write.isAnswered(), "it is committed, and not applied");
            assertEquals(term, leader.status().engine().round(), "nobody campaigned");
            assertTrue(leads(cluster, leader));

            RocksStalls.unstall(store);
            cluster.runUntil("an answer", write::isAnswered);
            assertTrue(write.isDone());
            assertEquals(Optional.of("v"), leader.get("k"));
        }
    }

    /** Ends whoever else leads until the wanted one does. */
    private static boolean leads(ReplicaCluster cluster, ReplicaMember wanted) {
        ReplicaMember leader = cluster.leader();
        if (leader == wanted) return true;
        leader.crash();
        cluster.run(1_500);
        leader.start();
        return false;
    }

    private static ReplicaCluster clusterOfRaft() {
        return new ReplicaCluster(
                3,
                Limits.defaults(),
                (self, recovered) ->
                        new RaftEngine(
                                RaftConfig.defaults(),
                                self,
                                recovered,
                                new SplittableRandom(self.hashCode())));
    }
}
