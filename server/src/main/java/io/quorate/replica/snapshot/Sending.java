package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.LogId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The side that has a snapshot: takes one when a member needs it, offers it until the member
 * answers, and gives out the chunks that are asked for, at a bounded rate. One snapshot serves all
 * who need one, as long as the journal goes on from where it ends.
 */
public final class Sending {

    /** What sending needs of the replica. */
    public interface Owner {

        /** Sends on; may be lost. */
        void send(NodeId to, SnapshotMessage message);

        /** A member that needed a snapshot holds everything up to an entry, or has got nothing. */
        void ended(NodeId to, Optional<LogId> base);

        /** Up to here the journal was given up: a snapshot that ends before it leaves a gap. */
        long releasedIndex();

        /** Tells who watches. */
        void event(SnapshotEvent event);
    }

    private static final class Transfer {
        final long beganNanos;
        final ArrayDeque<SnapshotMessage.Want> wanted = new ArrayDeque<>();
        long heardNanos;
        long offeredNanos;
        long bytesSent;

        Transfer(long nowNanos) {
            beganNanos = nowNanos;
            heardNanos = nowNanos;
            offeredNanos = nowNanos;
        }
    }

    private record Reading(NodeId to, SnapshotMessage.Want want) {}

    private record Current(Bytes id, Manifest manifest) {}

    private static final String UNSOUND = "the state here is not sound";

    private final Snapshots snapshots;
    private final Owner owner;
    private final SnapshotLimits limits;
    private final ByteRate rate;
    private final TreeMap<NodeId, Transfer> transfers = new TreeMap<>();
    private final TreeSet<NodeId> denied = new TreeSet<>();
    private final Map<Long, Reading> readings = new LinkedHashMap<>();

    private Optional<Current> current = Optional.empty();
    private boolean isTaking;
    private long wantedNanos;
    private long lastTicket;
    private Optional<NodeId> lastServed = Optional.empty();

    public Sending(Snapshots snapshots, Owner owner, SnapshotLimits limits) {
        this.snapshots = snapshots;
        this.owner = owner;
        this.limits = limits;
        this.rate = new ByteRate(limits.bytesPerSecond(), limits.chunkBytes());
    }

    /** A member needs a snapshot. One that is being served already goes on being served. */
    public void begin(long nowNanos, NodeId to) {
        begin(nowNanos, to, 0);
    }

    /** The same, if the snapshot has to end behind an entry that is applied here. */
    public void begin(long nowNanos, NodeId to, long behindIndex) {
        if (transfers.containsKey(to)) return;
        if (transfers.isEmpty()) rate.begin(nowNanos);
        var transfer = new Transfer(nowNanos);
        transfers.put(to, transfer);
        wantedNanos = nowNanos;
        if (current.isPresent() && !isCurrentUsable(behindIndex)) release();
        if (current.isPresent()) {
            beginOffering(nowNanos, to, transfer, current.get().manifest());
        } else if (!isTaking) {
            isTaking = true;
            snapshots.take();
        }
    }

    /**
     * A member needs a snapshot, and the state here is not to be given to anybody: so it is told at
     * the next tick, and may be asked for again.
     */
    public void deny(NodeId to) {
        denied.add(to);
    }

    private boolean isCurrentUsable(long behindIndex) {
        long index = current.get().manifest().applied().index();
        return index >= owner.releasedIndex() && index > behindIndex;
    }

    /** Nothing is sent any more: the state here is not to be given to anybody. */
    public void stop() {
        release();
        endAll(UNSOUND);
    }

    private void release() {
        current.ifPresent(gone -> snapshots.release(gone.id()));
        current = Optional.empty();
    }

    /** A snapshot was taken, or could not be. */
    public void taken(long nowNanos, Optional<Manifest> manifest) {
        isTaking = false;
        if (manifest.isEmpty()) {
            owner.event(new SnapshotEvent.NotTaken());
            endAll("no snapshot could be taken");
            return;
        }
        Manifest of = manifest.get();
        current = Optional.of(new Current(of.id(), of));
        owner.event(new SnapshotEvent.Taken(of.applied().index(), of.bytes(), of.files().size()));
        transfers.forEach((to, transfer) -> beginOffering(nowNanos, to, transfer, of));
    }

    private void beginOffering(long nowNanos, NodeId to, Transfer transfer, Manifest manifest) {
        transfer.heardNanos = nowNanos;
        offer(nowNanos, to, transfer, manifest);
        long index = manifest.applied().index();
        owner.event(new SnapshotEvent.SendingBegan(to, index, manifest.bytes()));
    }

    private void offer(long nowNanos, NodeId to, Transfer transfer, Manifest manifest) {
        transfer.offeredNanos = nowNanos;
        owner.send(to, new SnapshotMessage.Offer(manifest));
    }

    /** A receiver says something. */
    public void receive(long nowNanos, NodeId from, SnapshotMessage.Underway underway) {
        Transfer transfer = transfers.get(from);
        if (transfer != null) transfer.heardNanos = nowNanos;
    }

    /** A receiver asks for a chunk. */
    public void receive(long nowNanos, NodeId from, SnapshotMessage.Want want) {
        Transfer transfer = transfers.get(from);
        if (transfer == null || !isServed(want)) return;
        transfer.heardNanos = nowNanos;
        // It asks again for what it did not get, which may only have to wait for its turn.
        if (transfer.wanted.contains(want)) return;
        if (transfer.wanted.size() >= 2 * limits.windowChunks()) transfer.wanted.poll();
        transfer.wanted.add(want);
        serve();
    }

    private boolean isServed(SnapshotMessage.Want want) {
        if (current.isEmpty() || !current.get().id().equals(want.snapshot())) return false;
        List<SnapshotFile> files = current.get().manifest().files();
        return want.file() >= 0
                && want.file() < files.size()
                && want.length() > 0
                && want.length() <= limits.chunkBytes()
                && want.offset() >= 0
                && want.offset() <= files.get(want.file()).bytes() - want.length();
    }

    /** A receiver is done with it. */
    public void receive(long nowNanos, NodeId from, SnapshotMessage.Ended ended) {
        boolean isOfThis = current.isPresent() && current.get().id().equals(ended.snapshot());
        if (!isOfThis || !transfers.containsKey(from)) return;
        LogId base = current.get().manifest().applied();
        Transfer transfer = transfers.remove(from);
        wantedNanos = nowNanos;
        switch (ended.outcome()) {
            case HELD -> {
                long nanos = nowNanos - transfer.beganNanos;
                owner.event(new SnapshotEvent.Sent(from, base.index(), transfer.bytesSent, nanos));
                owner.ended(from, Optional.of(base));
            }
            case FAILED -> {
                owner.event(new SnapshotEvent.NotSent(from, "it could not take it"));
                owner.ended(from, Optional.empty());
                // Perhaps what is served here is what is damaged: the next one is taken afresh.
                if (transfers.isEmpty()) release();
            }
        }
    }

    /** What was read is sent on. A snapshot that cannot be read is not served any more. */
    public void read(SnapshotAnswer.Read answer) {
        Reading reading = readings.remove(answer.ticket());
        if (reading == null || current.isEmpty()) return;
        SnapshotMessage.Want want = reading.want();
        if (!current.get().id().equals(want.snapshot())) return;
        if (answer.content().isEmpty()) {
            release();
            endAll("the snapshot cannot be read");
            return;
        }
        Transfer transfer = transfers.get(reading.to());
        if (transfer == null) return;
        transfer.bytesSent += want.length();
        owner.send(
                reading.to(),
                SnapshotMessage.Chunk.of(
                        want.snapshot(), want.file(), want.offset(), answer.content().get()));
        serve();
    }

    private void endAll(String why) {
        List<NodeId> all = new ArrayList<>(transfers.keySet());
        for (NodeId to : all) end(to, why);
    }

    private void end(NodeId to, String why) {
        transfers.remove(to);
        owner.event(new SnapshotEvent.NotSent(to, why));
        owner.ended(to, Optional.empty());
    }

    /** Gives the chunks that are asked for to the disk, a receiver after the other. */
    private void serve() {
        while (!rate.isSpent() && readings.size() < limits.windowChunks()) {
            Optional<NodeId> next = nextAsking();
            if (next.isEmpty()) return;
            lastServed = next;
            SnapshotMessage.Want want = transfers.get(next.get()).wanted.remove();
            rate.spend(want.length());
            readings.put(++lastTicket, new Reading(next.get(), want));
            snapshots.read(lastTicket, want.snapshot(), want.file(), want.offset(), want.length());
        }
    }

    /**
     * Whoever asks next behind the one that was served last. The rate may allow one chunk at a
     * time, and then one receiver that asks again and again must not keep the others waiting.
     */
    private Optional<NodeId> nextAsking() {
        Optional<NodeId> first = Optional.empty();
        for (Map.Entry<NodeId, Transfer> receiver : transfers.entrySet()) {
            if (receiver.getValue().wanted.isEmpty()) continue;
            NodeId asking = receiver.getKey();
            if (lastServed.isEmpty() || asking.compareTo(lastServed.get()) > 0) {
                return Optional.of(asking);
            }
            if (first.isEmpty()) first = Optional.of(asking);
        }
        return first;
    }

    /** Time went on: what the rate allows is sent, who is silent is asked or given up. */
    public void tick(long nowNanos) {
        while (!denied.isEmpty()) end(denied.pollFirst(), UNSOUND);
        if (transfers.isEmpty()) {
            boolean isOld = nowNanos - wantedNanos >= limits.keepNanos();
            if (current.isPresent() && isOld) release();
            return;
        }
        rate.refill(nowNanos);
        serve();
        if (current.isEmpty()) return;
        List<NodeId> silent = new ArrayList<>();
        transfers.forEach(
                (to, transfer) -> {
                    long quiet = nowNanos - transfer.heardNanos;
                    long unoffered = nowNanos - transfer.offeredNanos;
                    if (quiet >= limits.silenceNanos()) {
                        silent.add(to);
                    } else if (Math.min(quiet, unoffered) >= limits.offerNanos()) {
                        offer(nowNanos, to, transfer, current.get().manifest());
                    }
                });
        for (NodeId to : silent) end(to, "it does not answer");
    }

    /** How far those are that are being sent to. */
    public List<SnapshotProgress> progress() {
        if (transfers.isEmpty()) return List.of();
        long bytes = current.map(now -> now.manifest().bytes()).orElse(0L);
        List<SnapshotProgress> all = new ArrayList<>(transfers.size());
        transfers.forEach(
                (to, transfer) -> all.add(new SnapshotProgress(to, bytes, transfer.bytesSent)));
        return all;
    }

    /**
     * The index behind which the journal must go on, so that who gets a snapshot can go on from it;
     * the highest there is if nobody gets one.
     */
    public long neededIndex() {
        if (transfers.isEmpty() || current.isEmpty()) return Long.MAX_VALUE;
        return current.get().manifest().applied().index();
    }
}
