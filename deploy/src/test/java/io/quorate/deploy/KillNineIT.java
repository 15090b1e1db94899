package io.quorate.deploy;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes, SIGKILL, and the question whether an acknowledged write can be lost. */
class KillNineIT {

    private static final int LEADER_KILLS = 5;

    @Test
    @Timeout(300)
    void everyAcknowledgedWriteOutlivesFiveKillsOfTheLeaderAndThenOneOfAllNodes() {
        try (var cluster = LocalCluster.started("kill-nine", 3);
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(1_000);
            for (int kill = 1; kill <= LEADER_KILLS; kill++) {
                KvdProcess leader = cluster.awaitLeader();
                leader.kill();
                leader.awaitEnd();
                writer.awaitAcknowledged(500); // the two others go on
                cluster.start(leader);
                leader.awaitReady();
                writer.awaitAcknowledged(500);
            }
            cluster.nodes().forEach(KvdProcess::kill);
            cluster.nodes().forEach(KvdProcess::awaitEnd);
            cluster.startAll();
            writer.awaitAcknowledged(500);
            writer.stop();

            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, writer.highestRevision());
                Holdings.assertHolds(writer, node, Consistency.EVENTUAL);
            }
            for (KvdProcess node : cluster.nodes()) {
                Holdings.assertHolds(writer, node, Consistency.LINEARIZABLE);
            }
        }
    }
}
