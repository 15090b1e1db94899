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

            KvdProcess rotten = follower(cluster);
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

    /**
     * As docs/digest.md tells operators: of two members that differ, the third says who is wrong.
     */
    @Test
    @Timeout(600)
    void aThirdMemberEndsTheDivisionOfTwo() throws IOException, RocksDBException {
        try (var cluster =
                LocalCluster.started(
                        "divided", 2, "--store-memtable-size", "4MiB", "--scrub-rate", "64KiB")) {
            LargeValues.write(cluster.endpoints(), "large/", WRITTEN_MIB);
            KvdProcess wrong = follower(cluster);
            wrong.kill();
            wrong.awaitEnd();
            RottenRow.flipDigest(wrong);
            cluster.start(wrong);
            wrong.awaitReady();
            KvdProcess kept = other(cluster, wrong);
            kept.await(DEADLINE, "differs", () -> kept.metric("quorate_states_divided") == 1);
            if (cluster.awaitLeader() == wrong) run(cluster, "transfer-leader", kept.id());
            kept.await(DEADLINE, "refuses writes", () -> putIsRefused(cluster));

            KvdProcess third = cluster.joining("n3");
            run(cluster, "member", "add", "--wait", "n3=" + third.peerAddress());
            third.await(DEADLINE, "sees a state replaced", () -> isOneReplaced(cluster));
            kept.await(DEADLINE, "is alike", () -> kept.metric("quorate_states_divided") == 0);
            run(cluster, "put", "key", "value");
            assertAlike(cluster);
        }
    }

    /**
     * Between two comparisons that both of them tell in there may be one in which one is silent.
     */
    private static boolean putIsRefused(LocalCluster cluster) {
        Finished put = kvctl(cluster, "put", "key", "value", "--timeout", "2s");
        return put.exitCode() != 0 && put.toString().contains("states differ");
    }

    /** Of the two the one that did not lead when the third was filled, as a rule the wrong one. */
    private static boolean isOneReplaced(LocalCluster cluster) {
        return cluster.nodes().stream()
                .anyMatch(node -> node.log().contains("this node has a sound state again"));
    }

    private static KvdProcess follower(LocalCluster cluster) {
        return other(cluster, cluster.awaitLeader());
    }

    private static KvdProcess other(LocalCluster cluster, KvdProcess than) {
        return cluster.nodes().stream().filter(node -> node != than).findFirst().get();
    }

    private static void run(LocalCluster cluster, String... arguments) {
        Finished ran = kvctl(cluster, arguments);
        assertEquals(0, ran.exitCode(), ran::toString);
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
