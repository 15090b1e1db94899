package io.quorate.replica.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Store;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The side that lacks a snapshot, of whom its sender has many others to serve. */
final class ReceivingTest {

    private static final long SECOND = 1_000_000_000L;
    private static final NodeId OLD = new NodeId("n1");
    private static final NodeId NEW = new NodeId("n2");
    private static final SnapshotLimits LIMITS =
            new SnapshotLimits(
                    1_000, 1, 1_000, SECOND / 2, SECOND, 2 * SECOND, 10 * SECOND, SECOND, 1);

    private final List<SnapshotEvent> events = new ArrayList<>();
    private final List<Manifest> begun = new ArrayList<>();
    private final Receiving receiving = new Receiving(new Disk(), new Node(), LIMITS);
    private long nowNanos;

    /** Two members that send slowly must not take each other's place for ever. */
    @Test
    void aSenderThatRepeatsItsOfferKeepsItsPlaceThoughNoChunkComes() {
        offer(OLD, manifest(10));
        receiving.begun(nowNanos, new SnapshotAnswer.Begun(manifest(10).id(), List.of(0L)));
        for (int halfSeconds = 0; halfSeconds < 60; halfSeconds++) {
            pass(SECOND / 2);
            offer(OLD, manifest(10));
            offer(NEW, manifest(20));
        }
        assertEquals(List.of(manifest(10)), begun);
        assertEquals(0, givenUp());
    }

    @Test
    void aSilentSenderMakesWayForAnotherOffer() {
        offer(OLD, manifest(10));
        receiving.begun(nowNanos, new SnapshotAnswer.Begun(manifest(10).id(), List.of(0L)));
        pass(3 * SECOND);
        offer(NEW, manifest(20));
        assertEquals(List.of(manifest(10), manifest(20)), begun);
    }

    @Test
    void aSenderThatOnlyOffersIsGivenUpInTheEnd() {
        offer(OLD, manifest(10));
        receiving.begun(nowNanos, new SnapshotAnswer.Begun(manifest(10).id(), List.of(0L)));
        for (int halfSeconds = 0; halfSeconds < 220 && givenUp() == 0; halfSeconds++) {
            pass(SECOND / 2);
            offer(OLD, manifest(10));
        }
        assertEquals(1, givenUp());
    }

    private void offer(NodeId from, Manifest manifest) {
        receiving.receive(nowNanos, from, new SnapshotMessage.Offer(manifest));
    }

    private void pass(long nanos) {
        nowNanos += nanos;
        receiving.tick(nowNanos);
    }

    private long givenUp() {
        return events.stream().filter(SnapshotEvent.NotInstalled.class::isInstance).count();
    }

    private static Manifest manifest(long index) {
        var file = new SnapshotFile("DATA", 50_000, Bytes.wrap(new byte[ContentHash.BYTES]));
        return new Manifest(new LogId(1, index), index, List.of(file));
    }

    private final class Node implements Receiving.Owner {

        @Override
        public void send(NodeId to, SnapshotMessage message) {}

        @Override
        public boolean mayComeFrom(NodeId member) {
            return true;
        }

        @Override
        public long commitIndex() {
            return 0;
        }

        @Override
        public void installing() {}

        @Override
        public void installed(Manifest manifest, Store store) {}

        @Override
        public void event(SnapshotEvent event) {
            events.add(event);
        }
    }

    private final class Disk extends IdleSnapshots {

        @Override
        public void begin(Manifest manifest) {
            begun.add(manifest);
        }
    }
}
