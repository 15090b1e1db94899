package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.core.NodeId;
import io.quorate.replica.ReplicaStatus;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The metrics of a node. Most are read off a {@link NodeReading} that is made once a scrape, and
 * cost the node nothing; what is recorded is recorded once for each sync, batch, call or event,
 * never for each operation. Safe to share between threads.
 */
public final class NodeMetrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final LogPace pace = new LogPace();
    private final Timer turn;
    private final Counter leaderChanges;
    private final Counter campaigns;
    private final Counter stepDowns;
    private final Counter proposalsFailed;
    private final Counter readsFailed;
    private final Counter sessionWaitsFailed;
    private final Counter storeStalls;
    private final DiskMetrics disk = new DiskMetrics(meters, this::reading);
    private final PeerMetrics peers;
    private final CallMetrics calls = new CallMetrics(meters);
    private final SnapshotMetrics snapshots = new SnapshotMetrics(meters);
    private final RepairMetrics repairs = new RepairMetrics(meters);
    private final DigestMetrics digests = new DigestMetrics(meters, repairs);
    private volatile Supplier<ReplicaStatus> status = NodeMetrics::nothingYet;
    private volatile Supplier<NodeReading> source = NodeMetrics::nothingYet;
    private volatile Optional<NodeReading> scraped = Optional.empty();

    /**
     * Makes the metrics of a node. Until it is said what there is to {@link #watch}, they may be
     * recorded to, and not be scraped.
     *
     * @param version of the program
     */
    public NodeMetrics(NodeId node, String version) {
        turn =
                meters.histogram(
                        "quorate.server.turn.duration",
                        "What a turn of the replica takes of the loop, applying included");
        leaderChanges =
                server("leader.changes.seen", "How often the leader that this node knows changed");
        campaigns = server("campaigns", "How often this node stood for election");
        stepDowns = server("step.downs", "How often this node gave up its leadership");
        proposalsFailed = server("proposals.failed", "Proposals refused or abandoned");
        readsFailed = server("reads.failed", "Reads that had to wait and got no answer");
        sessionWaitsFailed =
                server("session.waits.failed", "Of these, reads that a session was too far for");
        storeStalls = server("store.stalls", "How often the store took no batch for a while");
        meters.gauge(
                "quorate.server.info",
                "Always 1; who this is stands in the labels",
                Tags.of("node", node.name(), "version", version),
                () -> 1);
        peers = new PeerMetrics(node, meters, pace, this::status);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        ProcessMetrics.bindTo(registry);
    }

    private Counter server(String name, String help) {
        return meters.counter("quorate.server." + name, help);
    }

    /**
     * The node is there: from here on it may be scraped.
     *
     * @param members of its cluster
     * @param status how its replica stands; asked some times a second by the thread that takes
     *     turns, which it must not hold up
     * @param now how the node stands; asked once a scrape, by the thread that scrapes
     * @param store what the database of its state says of itself
     */
    public void watch(
            Collection<NodeId> members,
            Supplier<ReplicaStatus> status,
            Supplier<NodeReading> now,
            Supplier<Optional<StoreReading>> store) {
        this.status = status;
        source = now;
        ServerMetrics.bindTo(meters, this::reading);
        StoreMetrics.bindTo(meters, store);
        peers.members(members);
    }

    private static <T> T nothingYet() {
        throw new IllegalStateException("there is no node yet");
    }

    /** The reading of the scrape under way, or a new one. */
    private NodeReading reading() {
        return scraped.orElseGet(source);
    }

    private ReplicaStatus status() {
        return scraped.map(NodeReading::replica).orElseGet(status);
    }

    /** The replica took a turn. */
    public void turnTook(long nanos) {
        turn.record(nanos, TimeUnit.NANOSECONDS);
        long now = System.nanoTime();
        if (pace.isDue(now))
            pace.note(now, status.get().engine().lastIndex(), disk.walBytesWritten());
    }

    /** The leader that this node knows changed. */
    public void leaderChanged() {
        leaderChanges.increment();
    }

    /** This node stood for election. */
    public void campaignBegan() {
        campaigns.increment();
    }

    /** This node gave up its leadership. */
    public void steppedDown() {
        stepDowns.increment();
    }

    /** Proposals were refused or abandoned. */
    public void proposalsFailed(int count) {
        proposalsFailed.increment(count);
    }

    /** Reads got no answer. */
    public void readsFailed(int count) {
        readsFailed.increment(count);
    }

    /** Reads got no answer since this node is behind their session. */
    public void sessionWaitsFailed(int count) {
        readsFailed(count);
        sessionWaitsFailed.increment(count);
    }

    /** The store takes no batch for now. */
    public void storeStalled() {
        storeStalls.increment();
    }

    /** What the node has done so far. */
    public Load load() {
        return new Load(calls.reads(), calls.writes(), disk.syncs());
    }

    /** Those of the other members. */
    public PeerMetrics peers() {
        return peers;
    }

    /** Those of the disk. */
    public DiskMetrics disk() {
        return disk;
    }

    /** Those of clients' calls. */
    public CallMetrics calls() {
        return calls;
    }

    /** Those of snapshots. */
    public SnapshotMetrics snapshots() {
        return snapshots;
    }

    /** Those of digests. */
    public DigestMetrics digests() {
        return digests;
    }

    /** Those of repairs. */
    public RepairMetrics repairs() {
        return repairs;
    }

    /** Everything, as of one moment, in the Prometheus text format, version 0.0.4. */
    public String scrape() {
        scraped = Optional.of(source.get());
        try {
            return registry.scrape();
        } finally {
            scraped = Optional.empty();
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
