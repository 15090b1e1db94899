package io.quorate.adapter.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Members;
import io.quorate.replica.history.HistoryStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

class NodeMetricsTest {

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    private final AtomicReference<NodeReading> now = new AtomicReference<>(follower());
    private NodeMetrics metrics;

    @BeforeEach
    void make() {
        metrics = new NodeMetrics(N1, List.of(N2, N3), "0.1.0", now::get);
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void aFollowerWithoutLeaderReadsSo() {
        assertEquals(0, read("quorate_server_is_leader"));
        assertEquals(0, read("quorate_server_has_leader"));
        assertEquals(3, read("quorate_server_term"));
        assertEquals(Double.NaN, read("quorate_peer_lag_entries{peer=\"n2\"}"));
    }

    @Test
    void aScrapeShowsTheReadingOfItsMoment() {
        now.set(leader());
        assertEquals(1, read("quorate_server_is_leader"));
        assertEquals(1, read("quorate_server_has_leader"));
        assertEquals(7, read("quorate_server_term"));
        assertEquals(90, read("quorate_server_commit_index"));
        assertEquals(100, read("quorate_server_last_index"));
        assertEquals(88, read("quorate_server_applied_index"));
        assertEquals(80, read("quorate_server_revision"));
        assertEquals(40, read("quorate_server_compacted_revision"));
        assertEquals(1, read("quorate_server_compaction_pending"));
        assertEquals(29, read("quorate_server_compaction_removed_changes_total"));
        assertEquals(5, read("quorate_server_mailbox_depth"));
        assertEquals(12, read("quorate_server_proposals_pending"));
        assertEquals(90, read("quorate_server_proposals_committed_total"));
        assertEquals(88, read("quorate_server_proposals_applied_total"));
        assertEquals(0, read("quorate_peer_lag_entries{peer=\"n2\"}"));
        assertEquals(40, read("quorate_peer_lag_entries{peer=\"n3\"}"));
        assertEquals(1, read("quorate_server_info{node=\"n1\",version=\"0.1.0\"}"));
    }

    @Test
    void eventsAreCounted() {
        metrics.leaderChanged();
        metrics.leaderChanged();
        metrics.proposalsFailed(3);
        assertEquals(2, read("quorate_server_leader_changes_seen_total"));
        assertEquals(3, read("quorate_server_proposals_failed_total"));
    }

    @Test
    void durationsFallIntoBuckets() {
        metrics.walFsyncTook(90_000);
        metrics.walFsyncTook(150_000);
        metrics.walFsyncTook(10_000_000_000L);
        metrics.turnTook(1_000_000);
        String fsync = "quorate_disk_wal_fsync_duration_seconds";
        assertEquals(1, read(fsync + "_bucket{le=\"1.0E-4\"}"));
        assertEquals(2, read(fsync + "_bucket{le=\"2.0E-4\"}"));
        assertEquals(3, read(fsync + "_bucket{le=\"+Inf\"}"));
        assertEquals(3, read(fsync + "_count"));
        assertEquals(10.00024, read(fsync + "_sum"), 1e-9);
        assertEquals(1, read("quorate_server_turn_duration_seconds_count"));
    }

    @Test
    void theProcessAndTheJvmAreMeasured() {
        assertTrue(read("process_resident_memory_bytes") > 10e6);
        assertTrue(read("process_cpu_seconds_total") > 0);
        assertTrue(read("process_open_fds") > 0);
        assertTrue(read("process_start_time_seconds") > 1.7e9);
        String scrape = metrics.scrape();
        assertTrue(scrape.contains("jvm_memory_used_bytes{area=\"heap\""), scrape);
        assertTrue(scrape.contains("jvm_threads_live_threads"), scrape);
        assertTrue(scrape.contains("jvm_gc_"), scrape);
    }

    private double read(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + "\n" + metrics.scrape()));
    }

    private static NodeReading follower() {
        var engine =
                new EngineStatus(
                        Role.FOLLOWER, 3, Optional.empty(), 0, 0, new TreeMap<>(), Members.NONE);
        return new NodeReading(engine, 0, 0, 0, 0, HistoryStatus.WHOLE);
    }

    private static NodeReading leader() {
        var matched = new TreeMap<>(Map.of(N2, 100L, N3, 60L));
        var engine =
                new EngineStatus(Role.LEADER, 7, Optional.of(N1), 90, 100, matched, Members.NONE);
        return new NodeReading(engine, 88, 80, 5, 12, new HistoryStatus(40, 30, 29));
    }
}
