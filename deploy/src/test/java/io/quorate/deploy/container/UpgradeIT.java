package io.quorate.deploy.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.RangeQuery;
import io.quorate.deploy.Gaps;
import io.quorate.deploy.PatientClient;
import io.quorate.deploy.SteadyClients;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Locale;

/** A cluster is brought to another version, container by container, as its user would do it. */
@WithDocker
@Timeout(600)
class UpgradeIT {

    private static final String VERSION =
            "{{index .Config.Labels \"org.opencontainers.image.version\"}}";

    /** Far less than any machine does meanwhile; with less, nothing would have been tried. */
    private static final int WRITES_MIN = 100;

    @Test
    void noCallFailsAndNothingIsLostWhileTheMembersAreUpgradedOneByOne() {
        Image.buildNext();
        try (var cluster = new ComposeCluster("upgrade");
                var clients = new SteadyClients(List.of(cluster.endpoints().split(",", -1)))) {
            clients.awaitWarmUp();
            cluster.setVersion(Image.NEXT_VERSION);
            clients.gaps().take();
            for (String node : cluster.nodes()) {
                assertEquals(Image.VERSION, cluster.inspect(node, VERSION));
                cluster.compose("up", "--no-build", "--no-deps", "--detach", node).orFail();
                cluster.awaitHealthy(node);
                assertEquals(Image.NEXT_VERSION, cluster.inspect(node, VERSION));
            }
            Gaps.Window window = clients.gaps().take();
            clients.stop();
            assertEquals(List.of(), clients.failures(), clients.failed() + " calls failed");
            assertTrue(window.writes() >= WRITES_MIN, window::toString);
            try (var client = PatientClient.of(cluster.endpoints())) {
                var all = RangeQuery.prefix(Bytes.utf8(SteadyClients.PREFIX));
                assertEquals(clients.acknowledged().size(), client.count(all).count());
            }
            System.out.printf(
                    Locale.ROOT,
                    "UpgradeIT: three members upgraded under %d writes, none failed; longest"
                            + " without a write: %.0f ms%n",
                    window.writes(),
                    window.longestMillis());
        }
    }
}
