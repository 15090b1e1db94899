package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Real processes, and a row in one member's database that is not what was written. */
class DigestIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /** Some times what a store gathers in memory, by the flags below: it is in files then. */
    private static final int WRITTEN_MIB = 32;

    private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{32}\\b");

    @Test
    @Timeout(600)
    void aRowThatRottedIsFoundAndTheStateReplacedByNobodysHand()
            throws IOException, RocksDBException {
        try (var cluster =
                        LocalCluster.started(
                                "digest",
                                3,
                                "--store-memtable-size",
                                "4MiB",
                                "--scrub-rate",
                                "64MiB");
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(500);
            LargeValues.write(cluster.endpoints(), "large/", WRITTEN_MIB);
            assertAlike(cluster);

            KvdProcess leader = cluster.awaitLeader();
            KvdProcess rotten =
                    cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
            rotten.kill();
            rotten.awaitEnd();
            RottenRow.flip(rotten, "large/");
            cluster.start(rotten);
            rotten.await(
                    DEADLINE,
                    "finds the row",
                    () -> rotten.log().contains("rows of the store are not what was written"));
            rotten.await(
                    DEADLINE,
                    "has another member's state",
                    () -> rotten.log().contains("this node has a sound state again"));
            rotten.awaitReady();
            assertEquals(1, rotten.metric("quorate_scrub_mismatches_total"));
            assertEquals(0, rotten.metric("quorate_state_unsound"));
            writer.awaitAcknowledged(500);
            assertAlike(cluster);

            writer.stop();
            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, writer.highestRevision());
                Holdings.assertHolds(writer, node, Consistency.EVENTUAL);
            }
        }
    }

    /** All three tell, and tell the same: in a table, and in JSON. */
    private static void assertAlike(LocalCluster cluster) {
        for (var format : List.of("text", "json")) {
            Finished digest = kvctl(cluster, "digest", "-o", format, "--timeout", "30s");
            assertEquals(0, digest.exitCode(), digest::toString);
            List<String> told =
                    DIGEST.matcher(digest.text()).results().map(MatchResult::group).toList();
            assertEquals(3, told.size(), digest::toString);
            assertEquals(1, new TreeSet<>(told).size(), digest::toString);
        }
        assertTrue(cluster.awaitLeader().metric("quorate_digest_age_seconds") < 60);
    }

    private static Finished kvctl(LocalCluster cluster, String... arguments) {
        String endpoints =
                cluster.nodes().stream()
                        .map(KvdProcess::clientAddress)
                        .collect(Collectors.joining(","));
        return Finished.run("kvctl", Map.of("KVCTL_ENDPOINTS", endpoints), new byte[0], arguments);
    }
}
