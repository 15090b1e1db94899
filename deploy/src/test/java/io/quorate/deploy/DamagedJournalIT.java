package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Consistency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Real processes, and a disk that gives back other bytes than it was given. */
class DamagedJournalIT {

    private static final Duration MENDED_DEADLINE = Duration.ofSeconds(120);
    private static final int BYTES_FLIPPED = 64;

    @Test
    @Timeout(600)
    void aFollowerWhoseJournalIsDamagedWhileItIsDownIsMendedAndCountsAgain() throws IOException {
        try (var cluster = LocalCluster.started("damaged-journal", 3);
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(1_000);
            KvdProcess leader = cluster.awaitLeader();
            List<KvdProcess> followers =
                    cluster.nodes().stream().filter(node -> node != leader).toList();
            KvdProcess damaged = followers.getFirst();
            damaged.kill();
            damaged.awaitEnd();
            flipBytesInTheMiddle(damaged);
            writer.awaitAcknowledged(500);

            cluster.start(damaged);
            damaged.await(
                    MENDED_DEADLINE, "is mended", () -> damaged.log().contains("mended: the log"));
            assertTrue(damaged.log().contains("mending: the journal lost records"), damaged::log);
            damaged.awaitReady();
            writer.awaitAcknowledged(500);

            // Of three, two are left, and the mended one is one of them.
            KvdProcess other = followers.getLast();
            other.kill();
            other.awaitEnd();
            writer.awaitAcknowledged(500);
            cluster.start(other);
            other.awaitReady();
            writer.stop();
            for (KvdProcess node : cluster.nodes()) {
                Holdings.awaitRevision(node, writer.highestRevision());
                Holdings.assertHolds(writer, node, Consistency.EVENTUAL);
            }
        }
    }

    /** Half way through what is written of the first segment. */
    private static void flipBytesInTheMiddle(KvdProcess node) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(node.dataDir().resolve("journal"))) {
            segment =
                    files.filter(file -> file.toString().endsWith(".journal"))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        int end = bytes.length;
        while (bytes[end - 1] == 0) end--;
        for (int i = 0; i < BYTES_FLIPPED; i++) bytes[end / 2 + i] ^= 0x55;
        Files.write(segment, bytes);
    }
}
