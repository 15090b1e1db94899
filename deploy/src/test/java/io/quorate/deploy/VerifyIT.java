package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.RangeQuery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code kvctl verify} against real nodes: true ones that are killed, and one that lies. */
@Timeout(300)
class VerifyIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final RangeQuery KEYS = RangeQuery.prefix(Bytes.utf8("verify/"));
    private static final int KILLS = 2;

    @Test
    void aClusterWhoseLeadersAreKilledKeepsItsWord() {
        try (var cluster = LocalCluster.started("verify-kill", 3);
                var client = PatientClient.of(cluster.endpoints())) {
            Path history = cluster.node("n1").dataDir().resolveSibling("history");
            Running verify = verify(cluster.endpoints(), "--history", history.toString());
            for (int kills = 0; kills < KILLS; kills++) {
                KvdProcess leader = cluster.awaitLeader();
                awaitWork(leader, client);
                leader.kill();
                leader.awaitEnd();
                awaitWork(cluster.awaitLeader(), client);
                cluster.start(leader);
                leader.awaitReady();
            }
            verify.interrupt();
            Finished ended = verify.awaitEnd();
            assertEquals(0, ended.exitCode(), ended.toString());
            for (KvdProcess node : cluster.nodes()) {
                assertTrue(ended.text().contains(node.id() + ": "), "all answer reads: " + ended);
            }
            assertEquals(0, client.count(KEYS).count(), "what was stored is removed");
            Finished again = Finished.run("kvctl", "verify", "--check", history.toString());
            assertEquals(0, again.exitCode(), again.toString());
        }
    }

    /** Waits until something was changed by whoever works there. */
    private static void awaitWork(KvdProcess node, KvClient client) {
        long before = client.count(KEYS).header().revision();
        node.await(
                DEADLINE,
                "or something is changed",
                () -> client.count(KEYS).header().revision() > before);
    }

    /** One client, so that every answer is before the next question: no lie is excused. */
    @Test
    void oneStaleReadOfAnyIsFound() {
        try (var cluster = LocalCluster.started("verify-lie", 1);
                var proxy = new LyingProxy(cluster.endpoints())) {
            Running verify =
                    verify(proxy.address(), "--clients", "1", "--keys", "1", "--model", "all");
            cluster.node("n1")
                    .await(
                            DEADLINE,
                            "or a lie is told",
                            () -> proxy.lies() > 0 || !verify.isAlive());
            verify.interrupt();
            Finished ended = verify.awaitEnd();
            assertEquals(7, ended.exitCode(), ended.toString());
            String excerpt =
                    "(?s).*order of revisions: unexplained reply\n"
                            + "  at revision \\d+ there is [^\n]*\n"
                            + "(    #\\d+ client 0: (put|delete) r/0[^\n]*\n){1,2}"
                            + "    #\\d+ client [01]: get r/0 -> [^\n]*\n.*";
            assertTrue(ended.text().matches(excerpt), ended.toString());
        }
    }

    private static Running verify(String endpoints, String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify", "--endpoints", endpoints));
        all.addAll(List.of("--seconds", "3600", "--timeout", "60s"));
        all.addAll(List.of(arguments));
        return Running.start("kvctl", all.toArray(String[]::new));
    }
}
