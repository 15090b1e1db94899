package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Real processes, and a member whose disk is wiped: it forgot its votes and what it acknowledged,
 * so it counts for nothing under its old id. Under a new one it is filled by a snapshot, since the
 * others' journals do not reach back far enough.
 */
class LostDiskIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /** Some times what stores gather in memory and journals keep, by the flags below. */
    private static final int WRITTEN_MIB = 64;

    private static final String REFUSAL =
            "a member without its data may not come back under its old id";

    @Test
    @Timeout(600)
    void aWipedMemberIsRefusedUnderItsOldIdAndFilledByASnapshotUnderANewOne() {
        try (var cluster =
                        LocalCluster.started(
                                "lost-disk",
                                3,
                                "--journal-tail",
                                "1MiB",
                                "--store-memtable-size",
                                "4MiB",
                                "--snapshot-rate",
                                "32MiB");
                var writer = new RecordingWriter(cluster.endpoints());
                var client = PatientClient.of(cluster.endpoints())) {
            writer.awaitAcknowledged(200);
            KvdProcess leader = cluster.awaitLeader();
            List<KvdProcess> followers =
                    cluster.nodes().stream().filter(node -> node != leader).toList();
            KvdProcess wiped = followers.getFirst();
            KvdProcess other = followers.getLast();
            awaitRecord(other, wiped);
            wiped.kill();
            wiped.awaitEnd();
            wiped.wipe();
            // It has the log, which knows the wiped one, and no memory of its own.
            assertEquals(0, other.terminate());
            other.forgetPeers();
            cluster.start(other);
            other.awaitReady();
            LargeValues.write(cluster.endpoints(), "large/", WRITTEN_MIB);

            cluster.start(wiped);
            awaitRefusal(wiped, leader, other);
            assertIsNoHalfOfAQuorum(wiped, leader, other);
            cluster.start(leader);
            leader.awaitReady();
            writer.awaitAcknowledged(200);
            assertEquals(0, wiped.terminate());
            wiped.wipe();

            writer.p99SinceAsked();
            writer.awaitAcknowledged(500);
            Duration before = writer.p99SinceAsked();
            KvdProcess fresh = cluster.joiningOnTheDiskOf(wiped, "n4");
            Finished replaced =
                    kvctl(
                            List.of(leader, other),
                            "member",
                            "replace",
                            wiped.id(),
                            fresh.member(),
                            "--timeout",
                            "60s");
            assertEquals(0, replaced.exitCode(), replaced::toString);
            fresh.await(
                    DEADLINE,
                    "has installed a snapshot",
                    () -> fresh.metric("quorate_snapshot_install_duration_seconds_count") >= 1);
            Duration during = writer.p99SinceAsked();
            System.out.printf(
                    "p99 of a write: %d ms before, %d ms while a new member is filled%n",
                    before.toMillis(), during.toMillis());
            var voters = new TreeSet<>(List.of(leader.id(), other.id(), fresh.id()));
            cluster.awaitVoters(client, voters.toArray(String[]::new));
            fresh.awaitReady();

            // Two of three are a quorum, of which the new one is now half.
            other.kill();
            other.awaitEnd();
            writer.awaitAcknowledged(200);
            cluster.start(other);
            other.awaitReady();
            writer.stop();
            for (KvdProcess node : List.of(leader, other, fresh)) {
                Holdings.awaitRevision(node, writer.highestRevision());
                Holdings.assertHolds(writer, node, Consistency.EVENTUAL);
            }
        }
    }

    /** Waits until a node's log says by which data directory a member is known. */
    private static void awaitRecord(KvdProcess node, KvdProcess member) {
        var record = Pattern.compile("members .*\\b" + member.id() + "=\\S+ VOTER [0-9a-f]{16}");
        node.await(DEADLINE, "knows its peers", () -> record.matcher(node.log()).find());
    }

    /** Both sides say why, each in its own log. */
    private static void awaitRefusal(KvdProcess wiped, KvdProcess... others) {
        wiped.awaitLive();
        wiped.await(DEADLINE, "is told why", () -> wiped.log().contains(REFUSAL));
        for (KvdProcess other : others) {
            String line = "hello from '" + wiped.id() + "' refused: ";
            other.await(
                    DEADLINE,
                    "refuses " + wiped.id(),
                    () -> other.log().lines().anyMatch(it -> isRefusal(it, line)));
        }
        assertFalse(wiped.isReady());
    }

    private static boolean isRefusal(String logged, String hello) {
        return logged.contains(hello) && logged.contains(REFUSAL);
    }

    /** With the leader gone, a second vote would elect, and a second disk would commit. */
    private static void assertIsNoHalfOfAQuorum(
            KvdProcess wiped, KvdProcess leader, KvdProcess other) {
        leader.kill();
        leader.awaitEnd();
        Finished put =
                kvctl(
                        List.of(other, wiped),
                        "put",
                        "two-of-three",
                        "are no quorum if one forgot",
                        "--timeout",
                        "6s");
        assertTrue(put.exitCode() == 3 || put.exitCode() == 4, put::toString);
        assertFalse(other.leads());
        assertFalse(wiped.leads());
    }

    private static Finished kvctl(List<KvdProcess> nodes, String... arguments) {
        String endpoints =
                nodes.stream().map(KvdProcess::clientAddress).collect(Collectors.joining(","));
        return Finished.run("kvctl", Map.of("KVCTL_ENDPOINTS", endpoints), new byte[0], arguments);
    }
}
