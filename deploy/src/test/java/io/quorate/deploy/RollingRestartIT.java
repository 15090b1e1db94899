package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All nodes are stopped and started, one after the other, and no application notices. */
class RollingRestartIT {

    private static final int ROUNDS = Integer.getInteger("quorate.restarts", 3);
    private static final int STOPPED_WELL = 0;

    /** Far less than any machine does meanwhile; with less, nothing would have been tried. */
    private static final int WRITES_MIN = 100;

    @Test
    @Timeout(600)
    void noCallFailsAndNothingIsLostWhileAllNodesAreRestarted() {
        List<Double> longest = new ArrayList<>();
        try (var cluster = LocalCluster.started("rolling-restart", 3);
                var clients = new SteadyClients(List.of(cluster.endpoints().split(",", -1)))) {
            clients.awaitWarmUp();
            for (int round = 0; round < ROUNDS; round++) {
                for (KvdProcess node : cluster.nodes()) {
                    clients.gaps().take();
                    assertEquals(STOPPED_WELL, node.terminate(), node::id);
                    cluster.start(node);
                    node.awaitReady();
                    Gaps.Window window = clients.gaps().take();
                    longest.add(window.longestMillis());
                    assertTrue(window.writes() >= WRITES_MIN, window::toString);
                }
            }
            clients.stop();
            assertEquals(List.of(), clients.failures(), clients.failed() + " calls failed");
            assertTrue(clients.reads() >= WRITES_MIN, "reads: " + clients.reads());
            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, clients.highestRevision());
                Holdings.assertHolds(
                        SteadyClients.PREFIX,
                        clients.acknowledged(),
                        Set.of(),
                        node,
                        Consistency.EVENTUAL);
            }
            longest.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "RollingRestartIT: %d restarts under %d writes and %d reads, none failed;"
                            + " without a write: longest %.0f ms, median %.0f ms%n",
                    longest.size(),
                    clients.acknowledged().size(),
                    clients.reads(),
                    longest.getLast(),
                    longest.get(longest.size() / 2));
        }
    }
}
