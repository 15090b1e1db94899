package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The metrics of a node. Most are read off a {@link NodeReading} when they are scraped and cost the
 * node nothing; the methods that record are called once for each sync, batch or event, never for
 * each put. Safe to share between threads.
 */
public final class NodeMetrics implements AutoCloseable {

    /** The buckets of durations: from a tenth of a millisecond, doubling, to about 3.3 s. */
    private static final Duration[] BUCKETS =
            IntStream.range(0, 16)
                    .mapToObj(doublings -> Duration.ofNanos(100_000L << doublings))
                    .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final NodeId node;
    private final Supplier<NodeReading> reading;
    private final SortedMap<NodeId, Gauge> peerGauges = new TreeMap<>();
    private final Timer walFsync;
    private final Timer turn;
    private final Counter leaderChanges;
    private final Counter proposalsFailed;
    private final SnapshotMetrics snapshots = new SnapshotMetrics(registry);
    private final DigestMetrics digests = new DigestMetrics(registry);

    /**
     * Makes the metrics of a node.
     *
     * @param peers the members
     * @param version of the program
     * @param reading how the node stands; asked by the scraping thread, several times a scrape
     */
    public NodeMetrics(
            NodeId node, Collection<NodeId> peers, String version, Supplier<NodeReading> reading) {
        this.node = node;
        this.reading = reading;
        walFsync =
                duration(
                        "quorate.disk.wal.fsync.duration",
                        "What it takes to make a batch of the journal durable");
        turn =
                duration(
                        "quorate.server.turn.duration",
                        "What a turn of the replica takes of the loop, applying included");
        leaderChanges =
                Counter.builder("quorate.server.leader.changes.seen")
                        .description("How often the leader that this node knows changed")
                        .register(registry);
        proposalsFailed =
                Counter.builder("quorate.server.proposals.failed")
                        .description("Proposals refused or abandoned")
                        .register(registry);
        Gauge.builder("quorate.server.info", () -> 1)
                .description("Always 1; who this is stands in the labels")
                .tag("node", node.name())
                .tag("version", version)
                .register(registry);
        registerServer();
        peers(peers);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        ProcessMetrics.bindTo(registry);
    }

    private Timer duration(String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void registerServer() {
        gauge(
                "quorate.server.is.leader",
                "1 if this node leads",
                now -> now.engine().role() == EngineStatus.Role.LEADER ? 1 : 0);
        gauge(
                "quorate.server.is.mending",
                "1 while the others repair what this node's journal lost: it does not vote",
                now -> now.engine().role() == EngineStatus.Role.MENDING ? 1 : 0);
        gauge(
                "quorate.server.has.leader",
                "1 if this node knows a leader",
                now -> now.engine().leader().isPresent() ? 1 : 0);
        gauge("quorate.server.term", "Term or ballot round", now -> now.engine().round());
        gauge(
                "quorate.server.commit.index",
                "The last entry known to be committed",
                now -> now.engine().commitIndex());
        gauge(
                "quorate.server.last.index",
                "The last entry of this node's log",
                now -> now.engine().lastIndex());
        gauge(
                "quorate.server.applied.index",
                "The last entry applied to the store",
                NodeReading::appliedIndex);
        gauge("quorate.server.revision", "The store's revision", NodeReading::revision);
        gauge(
                "quorate.server.compacted.revision",
                "The first revision that can be read; 0 if the past was never given up",
                now -> now.history().compacted());
        gauge(
                "quorate.server.compaction.pending",
                "1 while rows of the past that is given up are being removed",
                now -> now.history().removed() < now.history().compacted() ? 1 : 0);
        counter(
                "quorate.server.compaction.removed.changes",
                "Changes of the past that is given up that this process has removed",
                now -> now.history().rows());
        gauge(
                "quorate.server.mailbox.depth",
                "What waits for the replica's next turn",
                NodeReading::mailboxDepth);
        gauge(
                "quorate.server.proposals.pending",
                "Requests accepted and not answered yet",
                NodeReading::proposalsPending);
        counter(
                "quorate.server.proposals.committed",
                "Entries committed since the cluster began",
                now -> now.engine().commitIndex());
        counter(
                "quorate.server.proposals.applied",
                "Entries applied since the cluster began",
                NodeReading::appliedIndex);
    }

    private void gauge(String name, String help, ToDoubleFunction<NodeReading> value) {
        Gauge.builder(name, reading, source -> value.applyAsDouble(source.get()))
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<NodeReading> value) {
        FunctionCounter.builder(name, this, own -> value.applyAsDouble(own.reading.get()))
                .description(help)
                .register(registry);
    }

    /** The members changed: each other one has a gauge of its own. */
    public final synchronized void peers(Collection<NodeId> members) {
        for (NodeId gone : List.copyOf(peerGauges.keySet())) {
            if (!members.contains(gone)) registry.remove(peerGauges.remove(gone));
        }
        for (NodeId member : members) {
            if (!member.equals(node)) peerGauges.computeIfAbsent(member, this::registerPeer);
        }
    }

    /** Of a leader: how far a peer's durable log is behind; NaN on any other node. */
    private Gauge registerPeer(NodeId peer) {
        return Gauge.builder("quorate.peer.lag.entries", reading, source -> lag(source.get(), peer))
                .description("Entries of this leader's log that the peer has not made durable")
                .tag("peer", peer.name())
                .strongReference(true)
                .register(registry);
    }

    private static double lag(NodeReading now, NodeId peer) {
        Long matched = now.engine().matchIndexes().get(peer);
        return matched == null ? Double.NaN : now.engine().lastIndex() - matched;
    }

    /** A batch of the journal became durable. */
    public void walFsyncTook(long nanos) {
        walFsync.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The replica took a turn. */
    public void turnTook(long nanos) {
        turn.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The leader that this node knows changed. */
    public void leaderChanged() {
        leaderChanges.increment();
    }

    /** Proposals were refused or abandoned. */
    public void proposalsFailed(int count) {
        proposalsFailed.increment(count);
    }

    /** Those of snapshots. */
    public SnapshotMetrics snapshots() {
        return snapshots;
    }

    /** Those of digests. */
    public DigestMetrics digests() {
        return digests;
    }

    /** Everything, in the Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
