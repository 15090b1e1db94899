package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.RangeQuery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Real processes: a cluster is saved and lost, and another begins with what was saved. */
class RestoreIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    @Test
    @Timeout(600)
    void aNewClusterOfThreeBeginsWithWhatWasSavedOfAnother() {
        Path backup = Distribution.freshDirectory("restore-backup").resolve("backup.qs");
        long revision;
        List<KeyValue> saved;
        try (var cluster = LocalCluster.started("restore-from", 3);
                var client = PatientClient.of(cluster.endpoints())) {
            for (int i = 0; i < 200; i++) client.put(key(i), Bytes.utf8("first " + i));
            for (int i = 0; i < 50; i++) client.put(key(i), Bytes.utf8("second " + i));
            for (int i = 100; i < 120; i++) client.delete(key(i));
            Finished save = kvctl(cluster.endpoints(), "snapshot", "save", backup.toString());
            assertEquals(0, save.exitCode(), save::toString);
            saved = contents(client);
            revision = client.get(key(0)).header().revision();
        }
        assertEquals(180, saved.size());

        try (var cluster = LocalCluster.of("restore-to", 3)) {
            KvdProcess forgetful = cluster.node("n3");
            for (String id : List.of("n1", "n2")) {
                cluster.start(cluster.node(id), "--restore-from", backup.toString());
            }
            for (String id : List.of("n1", "n2")) cluster.node(id).awaitReady();

            // Without the file it is in another cluster: it must not count as an empty member.
            cluster.start(forgetful);
            forgetful.awaitLive();
            String stranger = "is not this cluster";
            forgetful.await(DEADLINE, "is told so", () -> forgetful.log().contains(stranger));
            assertEquals(0, forgetful.terminate());
            forgetful.wipe();
            cluster.start(forgetful, "--restore-from", backup.toString());
            forgetful.awaitReady();

            for (KvdProcess node : cluster.nodes()) {
                try (var client = PatientClient.of(node.clientAddress())) {
                    assertEquals(saved, contents(client), node.id());
                    assertEquals(revision, client.get(key(0)).header().revision(), node.id());
                }
            }
            try (var client = PatientClient.of(cluster.endpoints())) {
                assertEquals(
                        revision + 1, client.put(key(0), Bytes.utf8("third")).header().revision());
            }

            // The flag is for the first start, and the data is there at the next without it.
            KvdProcess leader = cluster.awaitLeader();
            assertEquals(0, leader.terminate());
            refusesToRestoreAgain(cluster, leader, backup);
            cluster.start(leader);
            leader.awaitReady();
            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, revision + 1);
                try (var client = PatientClient.of(node.clientAddress())) {
                    assertEquals(
                            Bytes.utf8("third"), client.get(key(0)).kv().orElseThrow().value());
                }
            }
        }
    }

    private static void refusesToRestoreAgain(LocalCluster cluster, KvdProcess node, Path backup) {
        List<String> flags = new ArrayList<>(node.flags(cluster.initialCluster()));
        flags.addAll(List.of("--restore-from", backup.toString()));
        Tree before = Tree.of(node.dataDir());
        Finished again = Finished.run("kvd", flags.toArray(String[]::new));
        assertEquals(1, again.exitCode(), again::toString);
        assertTrue(again.err().contains("is a node's already"), again::toString);
        assertEquals(before, Tree.of(node.dataDir()), "the data directory");
    }

    private static List<KeyValue> contents(KvClient client) {
        List<KeyValue> all = new ArrayList<>();
        try (var pages = client.pages(RangeQuery.prefix(Bytes.utf8("restore/")))) {
            while (pages.hasNext()) all.addAll(pages.next().kvs());
        }
        return all;
    }

    private static Bytes key(int i) {
        return Bytes.utf8("restore/%04d".formatted(i));
    }

    private static Finished kvctl(String endpoints, String... arguments) {
        return Finished.run("kvctl", Map.of("KVCTL_ENDPOINTS", endpoints), new byte[0], arguments);
    }
}
