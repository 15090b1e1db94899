package io.quorate.adapter.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Members;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Underway;
import io.quorate.replica.history.HistoryStatus;
import io.quorate.replica.snapshot.SnapshotProgress;

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
        metrics = new NodeMetrics(N1, "0.1.0");
        metrics.watch(
                List.of(N1, N2, N3), () -> now.get().replica(), now::get, () -> Optional.of(STORE));
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
        assertEquals(9, read("quorate_server_proposals_pending"));
        assertEquals(3, read("quorate_server_reads_pending"));
        assertEquals(6, read("quorate_server_requests_refused_total"));
        assertEquals(2, read("quorate_server_session_reads_waiting"));
        assertEquals(17, read("quorate_server_session_waits_total"));
        assertEquals(4, read("quorate_server_watches"));
        assertEquals(1, read("quorate_server_watches_behind"));
        assertEquals(50, read("quorate_disk_wal_first_index"));
        assertEquals(1_000, read("quorate_disk_wal_size_bytes"));
        assertEquals(3_000, read("quorate_disk_free_bytes"));
        assertEquals(9_000, read("quorate_disk_size_bytes"));
        assertEquals(512, read("quorate_scrub_under_way_bytes"));
        assertEquals(90, read("quorate_server_proposals_committed_total"));
        assertEquals(88, read("quorate_server_proposals_applied_total"));
        assertEquals(0, read("quorate_peer_lag_entries{peer=\"n2\"}"));
        assertEquals(40, read("quorate_peer_lag_entries{peer=\"n3\"}"));
        assertEquals(1, read("quorate_server_info{node=\"n1\",version=\"0.1.0\"}"));
    }

    @Test
    void snapshotsOnTheirWayAreShares() {
        assertEquals(Double.NaN, read("quorate_snapshot_send_progress_ratio{peer=\"n3\"}"));
        assertEquals(Double.NaN, read("quorate_snapshot_receive_progress_ratio"));
        now.set(leader());
        assertEquals(0.25, read("quorate_snapshot_send_progress_ratio{peer=\"n3\"}"));
        assertEquals(Double.NaN, read("quorate_snapshot_send_progress_ratio{peer=\"n2\"}"));
        assertEquals(0.5, read("quorate_snapshot_receive_progress_ratio"));
    }

    @Test
    void eachOtherMemberHasItsOwnMetricsAsLongAsItIsOne() {
        metrics.peers().connected(N2, true);
        metrics.peers().roundTripTook(N2, 150_000);
        metrics.peers().sent(N2, 70);
        metrics.peers().dropped(N2);
        metrics.peers().connected(new NodeId("stranger"), true);
        assertEquals(1, read("quorate_network_active_peers{peer=\"n2\"}"));
        assertEquals(0, read("quorate_network_active_peers{peer=\"n3\"}"));
        String roundTrip = "quorate_network_peer_round_trip_time_seconds";
        assertEquals(1, read(roundTrip + "_bucket{peer=\"n2\",le=\"2.0E-4\"}"));
        assertEquals(70, read("quorate_network_peer_sent_bytes_total{peer=\"n2\"}"));
        assertEquals(1, read("quorate_network_peer_sent_failures_total{peer=\"n2\"}"));
        assertFalse(metrics.scrape().contains("stranger"));
        assertFalse(metrics.scrape().contains("peer=\"n1\""));
        metrics.peers().members(List.of(N1, N3));
        assertFalse(metrics.scrape().contains("peer=\"n2\""));
        assertTrue(metrics.scrape().contains("peer=\"n3\""));
    }

    @Test
    void aLagIsToldInBytesAndSecondsToo() {
        metrics.disk().walWrote(500, 10_000, 90_000);
        now.set(leader());
        metrics.turnTook(1);
        assertEquals(0, read("quorate_peer_lag_seconds{peer=\"n2\"}"));
        assertTrue(read("quorate_peer_lag_seconds{peer=\"n3\"}") > 0);
        assertEquals(0, read("quorate_peer_lag_bytes{peer=\"n2\"}"));
    }

    @Test
    void callsAreCountedByMethodAndByHowTheyEnded() {
        metrics.calls().handled("quorate.v1.Kv", "Get", "OK", 1_000_000);
        metrics.calls().handled("quorate.v1.Kv", "Get", "OK", 1_000_000);
        metrics.calls().handled("quorate.v1.Kv", "Get", "UNAVAILABLE", 1_000_000);
        metrics.calls().handled("quorate.v1.Watch", "Watch", "CANCELLED");
        metrics.calls().objected("KEYSPACE_FULL");
        metrics.calls().objected("KEYSPACE_FULL");
        metrics.calls().pipelinedReads(3, 150_000);
        metrics.calls().pipelinedWrites(2, 1_000_000);
        String get = "grpc_method=\"Get\",grpc_service=\"quorate.v1.Kv\"";
        assertEquals(2, read("grpc_server_handled_total{grpc_code=\"OK\"," + get + "}"));
        assertEquals(1, read("grpc_server_handled_total{grpc_code=\"UNAVAILABLE\"," + get + "}"));
        assertEquals(3, read("grpc_server_handling_seconds_count{" + get + "}"));
        assertFalse(metrics.scrape().contains("handling_seconds_count{grpc_method=\"Watch\""));
        assertEquals(2, read("quorate_server_commands_refused_total{reason=\"KEYSPACE_FULL\"}"));
        assertEquals(3, read("quorate_server_pipeline_operations_total{kind=\"read\"}"));
        assertEquals(2, read("quorate_server_pipeline_operations_total{kind=\"write\"}"));
        String pipelined = "quorate_server_pipeline_duration_seconds_bucket";
        assertEquals(1, read(pipelined + "{kind=\"read\",le=\"2.0E-4\"}"));
        assertEquals(0, read(pipelined + "{kind=\"write\",le=\"2.0E-4\"}"));
    }

    @Test
    void theStoreIsMeasuredFamilyByFamily() {
        assertEquals(30, read("quorate_mvcc_db_total_size_in_bytes"));
        assertEquals(10, read("quorate_store_file_bytes{family=\"latest\"}"));
        assertEquals(20, read("quorate_store_file_bytes{family=\"meta\"}"));
        assertEquals(7, read("quorate_store_cache_bytes"));
        assertEquals(1, read("quorate_store_write_stopped"));
        assertEquals(2, read("quorate_store_compactions_running"));
    }

    @Test
    void repairsAreCounted() {
        metrics.repairs().holeFound();
        metrics.repairs().mended();
        metrics.repairs().fileDamaged();
        metrics.digests().condemned();
        assertEquals(1, read("quorate_state_unsound"));
        metrics.digests().replaced();
        assertEquals(0, read("quorate_state_unsound"));
        assertEquals(1, read("quorate_repair_journal_holes_total"));
        assertEquals(1, read("quorate_repair_journals_mended_total"));
        assertEquals(1, read("quorate_repair_snapshot_files_damaged_total"));
        assertEquals(1, read("quorate_repair_states_condemned_total"));
        assertEquals(1, read("quorate_repair_states_replaced_total"));
    }

    @Test
    void aJournalWithoutRoomShows() {
        metrics.disk().full();
        assertEquals(1, read("quorate_disk_wal_full"));
        metrics.disk().hasRoom();
        assertEquals(0, read("quorate_disk_wal_full"));
    }

    @Test
    void eventsAreCounted() {
        metrics.leaderChanged();
        metrics.leaderChanged();
        metrics.proposalsFailed(3);
        metrics.readsFailed(4);
        metrics.sessionWaitsFailed(1);
        metrics.campaignBegan();
        metrics.steppedDown();
        metrics.storeStalled();
        assertEquals(2, read("quorate_server_leader_changes_seen_total"));
        assertEquals(3, read("quorate_server_proposals_failed_total"));
        assertEquals(5, read("quorate_server_reads_failed_total"));
        assertEquals(1, read("quorate_server_session_waits_failed_total"));
        assertEquals(1, read("quorate_server_campaigns_total"));
        assertEquals(1, read("quorate_server_step_downs_total"));
        assertEquals(1, read("quorate_server_store_stalls_total"));
    }

    @Test
    void durationsFallIntoBuckets() {
        metrics.disk().walWrote(100, 20_000, 90_000);
        metrics.disk().walWrote(100, 20_000, 150_000);
        metrics.disk().walWrote(100, 20_000, 10_000_000_000L);
        metrics.disk().committed(40_000);
        metrics.disk().flushed(3_000_000);
        metrics.turnTook(1_000_000);
        String fsync = "quorate_disk_wal_fsync_duration_seconds";
        assertEquals(1, read(fsync + "_bucket{le=\"1.0E-4\"}"));
        assertEquals(2, read(fsync + "_bucket{le=\"2.0E-4\"}"));
        assertEquals(3, read(fsync + "_bucket{le=\"+Inf\"}"));
        assertEquals(3, read(fsync + "_count"));
        assertEquals(10.00024, read(fsync + "_sum"), 1e-9);
        assertEquals(1, read("quorate_server_turn_duration_seconds_count"));
        assertEquals(3, read("quorate_disk_wal_write_duration_seconds_count"));
        assertEquals(300, read("quorate_disk_wal_write_bytes_total"));
        assertEquals(1, read("quorate_disk_backend_commit_duration_seconds_count"));
        assertEquals(1, read("quorate_disk_backend_flush_duration_seconds_count"));
    }

    /** How the node stands says the file system too, which may take its time. */
    @Test
    void aTurnDoesNotAskHowTheNodeStands() {
        try (var ofTurns = new NodeMetrics(N1, "0.1.0")) {
            ofTurns.watch(
                    List.of(N1),
                    () -> now.get().replica(),
                    () -> {
                        throw new AssertionError("asked by the thread that takes turns");
                    },
                    Optional::empty);
            for (int i = 0; i < 10; i++) ofTurns.turnTook(1);
            ofTurns.peers().lag(N2);
        }
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

    private static final StoreReading STORE =
            new StoreReading(
                    List.of(
                            new StoreReading.Family("latest", 1, 10, 1, 5, 0),
                            new StoreReading.Family("meta", 1, 20, 1, 5, 0)),
                    7,
                    0,
                    2,
                    true,
                    0);

    private static NodeReading follower() {
        var engine =
                new EngineStatus(
                        Role.FOLLOWER, 3, Optional.empty(), 0, 0, new TreeMap<>(), Members.NONE);
        var replica = new ReplicaStatus(engine, 0, 0, 0, HistoryStatus.WHOLE, Underway.NOTHING);
        return new NodeReading(replica, 0, 0, new DiskReading(1, 0, 0, 0));
    }

    private static NodeReading leader() {
        var matched = new TreeMap<>(Map.of(N2, 100L, N3, 60L));
        var engine =
                new EngineStatus(Role.LEADER, 7, Optional.of(N1), 90, 100, matched, Members.NONE);
        var underway =
                new Underway(
                        3,
                        2,
                        17,
                        4,
                        1,
                        List.of(new SnapshotProgress(N3, 400, 100)),
                        Optional.of(new SnapshotProgress(N2, 8, 4)),
                        512);
        var replica =
                new ReplicaStatus(engine, 88, 80, 12, new HistoryStatus(40, 30, 29), underway);
        return new NodeReading(replica, 5, 6, new DiskReading(50, 1_000, 3_000, 9_000));
    }
}
