package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.KvClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Real processes, and a member that comes back when the others' journals do not reach back to it.
 */
class SlowFollowerIT {

    private static final Duration INSTALL_DEADLINE = Duration.ofSeconds(90);
    private static final int VALUE_BYTES = 64 << 10;
    private static final int LANES = 8;
    private static final int WRITES_A_LANE = 320;

    /** Beyond this a snapshot does not slow writers down, it stops them. */
    private static final int RATIO_MAX = 20;

    private static final Duration QUICK_ENOUGH = Duration.ofMillis(500);

    @Test
    @Timeout(300)
    void aFollowerThatTheJournalsLeftBehindIsFilledByASnapshotWhileWritesGoOn() {
        try (var cluster =
                        LocalCluster.started(
                                "slow-follower",
                                3,
                                "--journal-tail",
                                "1MiB",
                                "--snapshot-rate",
                                "16MiB");
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(200);
            KvdProcess leader = cluster.awaitLeader();
            KvdProcess late =
                    cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
            late.kill();
            late.awaitEnd();
            write(cluster.endpoints());
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
            assertTrue(
                    during.compareTo(before.multipliedBy(RATIO_MAX)) < 0
                            || during.compareTo(QUICK_ENOUGH) < 0,
                    () -> "p99 " + during + " after " + before);

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

    /** Some times what a store gathers in memory, so that flushes let the journals go. */
    private static void write(String endpoints) {
        try (KvClient client = KvClient.of(endpoints.split(","))) {
            var value = Bytes.wrap(new byte[VALUE_BYTES]);
            List<Thread> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                String prefix = "large-" + lane + "/";
                lanes.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            for (int i = 0; i < WRITES_A_LANE; i++) {
                                                client.put(Bytes.utf8(prefix + i), value);
                                            }
                                        }));
            }
            for (Thread lane : lanes) lane.join();
        } catch (InterruptedException broken) {
            throw new AssertionError("interrupted while writing", broken);
        }
    }
}
