package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

/**
 * Real processes, and a follower that stands still while its connections stay open: what is meant
 * for it must not pile up at the leader, whichever of the others that is meanwhile. {@code
 * deploy/bench/paused-follower.sh} does it for long.
 */
class PausedFollowerIT {

    private static final long COST_BYTES_MAX = 64L << 20;

    /** If the leader kept it all, it would cost so much. */
    private static final int SLEPT_THROUGH_MIB = 128;

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    @Test
    @Timeout(600)
    void aPausedFollowerCostsNobodyMoreThanABoundedPartOfItsHeap() {
        try (var cluster = LocalCluster.started("paused-follower", 3);
                var writer = new RecordingWriter(cluster.endpoints())) {
            KvdProcess leader = cluster.awaitLeader();
            KvdProcess paused =
                    cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
            List<KvdProcess> others =
                    cluster.nodes().stream().filter(node -> node != paused).toList();
            LargeValues.write(cluster.endpoints(), "before/", 64);
            List<Long> before = others.stream().map(KvdProcess::liveHeapBytes).toList();
            paused.pause();
            LargeValues.write(cluster.endpoints(), "during/", SLEPT_THROUGH_MIB);
            List<Long> during = others.stream().map(KvdProcess::liveHeapBytes).toList();
            for (int i = 0; i < others.size(); i++) {
                long cost = during.get(i) - before.get(i);
                System.out.printf(
                        "live heap of %s: %d MiB, and %d MiB more after %d MiB that %s slept"
                                + " through%n",
                        others.get(i).id(),
                        before.get(i) >> 20,
                        cost >> 20,
                        SLEPT_THROUGH_MIB,
                        paused.id());
                assertTrue(cost <= COST_BYTES_MAX, () -> before + " bytes became " + during);
            }

            paused.resume();
            paused.await(DEADLINE, "is ready again", paused::isReady);
            writer.awaitAcknowledged(200);
            writer.stop();
            Holdings.awaitRevision(paused, writer.highestRevision());
            Holdings.assertHolds(writer, paused, Consistency.EVENTUAL);
        }
    }
}
