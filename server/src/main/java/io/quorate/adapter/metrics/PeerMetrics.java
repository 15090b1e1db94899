package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quorate.core.NodeId;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.snapshot.SnapshotProgress;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The metrics of the other members, a set for each: they come and go with the membership, so there
 * are never more than members. Safe to share between threads.
 */
public final class PeerMetrics {

    private static final class OfPeer {
        final Timer roundTrip;
        final Counter sentBytes;
        final Counter dropped;
        final List<Meter> all;

        OfPeer(Timer roundTrip, Counter sentBytes, Counter dropped, List<Meter> gauges) {
            this.roundTrip = roundTrip;
            this.sentBytes = sentBytes;
            this.dropped = dropped;
            this.all = gauges;
        }
    }

    private final NodeId self;
    private final Meters meters;
    private final LogPace pace;
    private final Supplier<ReplicaStatus> status;
    private final Map<NodeId, OfPeer> peers = new ConcurrentHashMap<>();
    private final Map<NodeId, Boolean> connected = new ConcurrentHashMap<>();

    /**
     * @param pace of this node's log
     * @param status how the node stands
     */
    PeerMetrics(NodeId self, Meters meters, LogPace pace, Supplier<ReplicaStatus> status) {
        this.self = self;
        this.meters = meters;
        this.pace = pace;
        this.status = status;
    }

    /** The members changed. */
    public synchronized void members(Collection<NodeId> members) {
        for (NodeId gone : List.copyOf(peers.keySet())) {
            if (members.contains(gone)) continue;
            connected.remove(gone);
            peers.remove(gone).all.forEach(meters.registry()::remove);
        }
        for (NodeId member : members) {
            if (!member.equals(self)) peers.computeIfAbsent(member, this::register);
        }
    }

    private OfPeer register(NodeId peer) {
        Tags tags = Tags.of("peer", peer.name());
        Timer roundTrip =
                meters.histogram(
                        "quorate.network.peer.round.trip.time",
                        "The way to the peer and back, and what its event loop made it wait",
                        tags);
        Counter sentBytes =
                meters.counter("quorate.network.peer.sent.bytes", "Of messages to the peer", tags);
        Counter dropped =
                meters.counter(
                        "quorate.network.peer.sent.failures",
                        "Frames dropped because too many bytes waited for the connection",
                        tags);
        return new OfPeer(
                roundTrip,
                sentBytes,
                dropped,
                List.of(
                        roundTrip,
                        sentBytes,
                        dropped,
                        meters.gauge(
                                "quorate.network.active.peers",
                                "1 while this node has a connection to the peer",
                                tags,
                                () -> connected.getOrDefault(peer, false) ? 1 : 0),
                        meters.gauge(
                                "quorate.peer.lag.entries",
                                "Entries of this leader's log that the peer has not made durable",
                                tags,
                                () -> lag(peer).entries()),
                        meters.gauge(
                                "quorate.peer.lag.bytes",
                                "About what this leader wrote to its journal for these entries",
                                tags,
                                () -> lag(peer).bytes()),
                        meters.gauge(
                                "quorate.peer.lag.seconds",
                                "For how long the first of them has been in this leader's log",
                                tags,
                                () -> lag(peer).seconds()),
                        meters.gauge(
                                "quorate.snapshot.send.progress.ratio",
                                "How much of a snapshot the peer was sent; NaN if it gets none",
                                tags,
                                () -> sending(peer))));
    }

    /** How far a peer is behind: of a leader; all NaN on any other node. */
    public Lag lag(NodeId peer) {
        var engine = status.get().engine();
        Long matched = engine.matchIndexes().get(peer);
        if (matched == null) return Lag.UNKNOWN;
        return new Lag(
                engine.lastIndex() - matched,
                pace.bytesSince(matched),
                pace.secondsSince(matched, System.nanoTime()));
    }

    /** How far a peer is behind. */
    public record Lag(double entries, double bytes, double seconds) {
        static final Lag UNKNOWN = new Lag(Double.NaN, Double.NaN, Double.NaN);
    }

    private double sending(NodeId peer) {
        for (SnapshotProgress progress : status.get().underway().sending()) {
            if (!progress.with().equals(peer)) continue;
            return progress.bytes() == 0 ? 0 : (double) progress.bytesDone() / progress.bytes();
        }
        return Double.NaN;
    }

    /** A link came up, or is down. */
    public void connected(NodeId peer, boolean isConnected) {
        if (peers.containsKey(peer)) connected.put(peer, isConnected);
    }

    /** The way to a peer and back was measured. */
    public void roundTripTook(NodeId peer, long nanos) {
        with(peer, of -> of.roundTrip.record(nanos, TimeUnit.NANOSECONDS));
    }

    /** Messages left for a peer. */
    public void sent(NodeId peer, long bytes) {
        with(peer, of -> of.sentBytes.increment(bytes));
    }

    /** Messages to a peer were dropped. */
    public void dropped(NodeId peer) {
        with(peer, of -> of.dropped.increment());
    }

    private void with(NodeId peer, Consumer<OfPeer> what) {
        Optional.ofNullable(peers.get(peer)).ifPresent(what);
    }
}
