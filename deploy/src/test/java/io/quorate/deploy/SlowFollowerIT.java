package io.quorate.deploy;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/**
 * Real processes, and a member that comes back when the others' journals do not reach back to it.
 */
class SlowFollowerIT {

    private static final Duration INSTALL_DEADLINE = Duration.ofSeconds(120);

    /** Some times what stores gather in memory and journals keep, by the flags below. */
    private static final int WRITTEN_MIB = 64;

    @Test
    @Timeout(600)
    void aFollowerThatTheJournalsLeftBehindIsFilledByASnapshotWhileWritesGoOn() {
        try (var cluster =
                        LocalCluster.started(
                                "slow-follower",
                                3,
                                "--journal-tail",
                                "1MiB",
                                "--store-memtable-size",
                                "4MiB",
                                "--snapshot-rate",
                                "16MiB");
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(200);
            KvdProcess leader = cluster.awaitLeader();
            KvdProcess late =
                    cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
            late.kill();
            late.awaitEnd();
            LargeValues.write(cluster.endpoints(), "large/", WRITTEN_MIB);
            writer.awaitAcknowledged(200);
            writer.p99SinceAsked();
            writer.awaitAcknowledged(200);
            Duration before = writer.p99SinceAsked();

            cluster.start(late);
            late.await(
                    INSTALL_DEADLINE,
                    "has installed a snapshot",
                    () -> late.metric("quorate_snapshot_install_duration_seconds_count") >= 1);
            Duration during = writer.p99SinceAsked();
            System.out.printf(
                    "p99 of a write: %d ms before, %d ms while a snapshot was sent and installed%n",
                    before.toMillis(), during.toMillis());

            // What it holds is its own, and what it was told since: it votes, and restarts.
            late.awaitReady();
            writer.awaitAcknowledged(200);
            late.kill();
            late.awaitEnd();
            cluster.start(late);
            late.awaitReady();
            KvdProcess other =
                    cluster.nodes().stream()
                            .filter(node -> node != late && !node.leads())
                            .findFirst()
                            .get();
            other.kill();
            other.awaitEnd();
            writer.awaitAcknowledged(200);
            cluster.start(other);
            writer.stop();
            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, writer.highestRevision());
                Holdings.assertHolds(writer, node, Consistency.EVENTUAL);
            }
        }
    }
}
