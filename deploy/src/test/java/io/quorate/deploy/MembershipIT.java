package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Real processes whose members and leaders change while clients write. */
class MembershipIT {

    private static final Duration CHANGE_DEADLINE = Duration.ofSeconds(120);

    @Test
    @Timeout(600)
    void everyAcknowledgedWriteOutlivesMembersThatComeAndGoAndLeadersThatHandOver() {
        try (var cluster = LocalCluster.started("membership", 3);
                var writer = new RecordingWriter(cluster.endpoints());
                var client = PatientClient.of(cluster.endpoints())) {
            writer.awaitAcknowledged(500);

            KvdProcess n4 = cluster.joining("n4");
            KvdProcess n5 = cluster.joining("n5");
            var added = new TreeMap<String, String>();
            added.put("n4", n4.peerAddress());
            added.put("n5", n5.peerAddress());
            client.cluster().addVoters(added).join();
            cluster.awaitVoters(client, "n1", "n2", "n3", "n4", "n5");
            n4.awaitReady();
            n5.awaitReady();
            writer.awaitAcknowledged(500);

            KvdProcess heir = cluster.awaitLeader() == n4 ? n5 : n4;
            assertEquals(heir.id(), client.cluster().transferLeadership(heir.id()).join().leader());
            writer.awaitAcknowledged(500);

            KvdProcess removed = cluster.awaitLeader();
            client.cluster().remove(List.of(removed.id())).join();
            var left = new TreeSet<>(List.of("n1", "n2", "n3", "n4", "n5"));
            left.remove(removed.id());
            cluster.awaitVoters(client, left.toArray(String[]::new));
            writer.awaitAcknowledged(500);
            assertEquals(0, removed.terminate());

            KvdProcess stopped = cluster.awaitLeader();
            assertEquals(0, stopped.terminate());
            assertTrue(stopped.log().contains("handed over"), stopped.log());
            writer.awaitAcknowledged(500);
            writer.stop();

            for (KvdProcess node : cluster.nodes()) {
                if (node.isAlive()) Holdings.assertHolds(writer, node, Consistency.LINEARIZABLE);
            }
        }
    }

    /** The replaced one was well, and led: the others do not wait for it, nor it for them. */
    @Test
    @Timeout(600)
    void aLeaderIsReplacedByANewMemberWhileClientsWrite() {
        try (var cluster = LocalCluster.started("replaced-member", 3);
                var writer = new RecordingWriter(cluster.endpoints());
                var client = PatientClient.of(cluster.endpoints())) {
            writer.awaitAcknowledged(500);
            KvdProcess replaced = cluster.awaitLeader();
            KvdProcess n4 = cluster.joining("n4");
            client.cluster().replace(replaced.id(), n4.id(), n4.peerAddress()).join();
            var left = new TreeSet<>(List.of("n1", "n2", "n3", "n4"));
            left.remove(replaced.id());
            cluster.awaitVoters(client, left.toArray(String[]::new));
            n4.awaitReady();
            writer.awaitAcknowledged(500);
            assertEquals(0, replaced.terminate());

            // One of the three may go now, so the new one is one of them.
            KvdProcess other = cluster.node(left.first());
            other.kill();
            other.awaitEnd();
            writer.awaitAcknowledged(500);
            cluster.start(other);
            other.awaitReady();
            writer.stop();

            for (String id : left) {
                Holdings.awaitRevision(cluster.node(id), writer.highestRevision());
                Holdings.assertHolds(writer, cluster.node(id), Consistency.EVENTUAL);
            }
        }
    }

    /** An id that was removed stays away, under its old data and under none. */
    @Test
    @Timeout(600)
    void aRemovedNodeDoesNotComeBack() {
        try (var cluster = LocalCluster.started("removed-member", 3);
                var client = PatientClient.of(cluster.endpoints())) {
            client.put(Bytes.utf8("a"), Bytes.utf8("1"));
            KvdProcess gone = cluster.awaitLeader();
            assertEquals(0, gone.terminate());
            client.cluster().remove(List.of(gone.id())).join();
            cluster.start(gone);
            gone.awaitLive();
            gone.await(CHANGE_DEADLINE, "is told", () -> gone.log().contains("was removed from"));
            assertFalse(gone.isReady());
            var again = Map.of(gone.id(), gone.peerAddress());
            String refusal =
                    client.cluster().addVoters(again).handle((_, why) -> why.toString()).join();
            assertTrue(refusal.contains("ids are never used again"), refusal);
            client.put(Bytes.utf8("a"), Bytes.utf8("2"));
        }
    }
}
