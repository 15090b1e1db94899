package io.quorate.replica.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The side that has a snapshot, with a rate that allows one chunk at a time. */
final class SendingTest {

    private static final int CHUNK_BYTES = 1_000;
    private static final long MILLISECOND = 1_000_000;

    /** One chunk in a second. */
    private static final SnapshotLimits SLOW =
            new SnapshotLimits(
                    CHUNK_BYTES,
                    1,
                    CHUNK_BYTES,
                    100_000 * MILLISECOND,
                    100_000 * MILLISECOND,
                    100_000 * MILLISECOND,
                    100_000 * MILLISECOND,
                    100_000 * MILLISECOND,
                    1);

    private static final Manifest MANIFEST =
            new Manifest(
                    new LogId(1, 10),
                    10,
                    List.of(
                            new SnapshotFile(
                                    "DATA",
                                    50L * CHUNK_BYTES,
                                    Bytes.wrap(new byte[ContentHash.BYTES]))));

    private final List<NodeId> served = new ArrayList<>();
    private final List<NodeId> ended = new ArrayList<>();
    private final List<Long> tickets = new ArrayList<>();
    private final Sending sending = new Sending(new Reads(), new Network(), SLOW);
    private long nowNanos;

    /** A receiver that has its chunk asks for the next; one that waits asks again. */
    @Test
    void whoAsksAgainAndAgainKeepsNobodyWaiting() {
        List<NodeId> receivers = List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"));
        for (NodeId each : receivers) sending.begin(nowNanos, each);
        sending.taken(nowNanos, Optional.of(MANIFEST));

        for (int tick = 0; tick < 600; tick++) {
            nowNanos += 10 * MILLISECOND;
            for (NodeId each : receivers) sending.receive(nowNanos, each, want(each));
            sending.tick(nowNanos);
            answerReads();
        }
        assertEquals(
                List.of("n1", "n2", "n3", "n1", "n2", "n3"),
                served.stream().limit(6).map(NodeId::name).toList());
    }

    /** What is asked for again before it could be sent is sent once. */
    @Test
    void whatWaitsForItsTurnIsSentOnce() {
        var receiver = new NodeId("n1");
        sending.begin(nowNanos, receiver);
        sending.taken(nowNanos, Optional.of(MANIFEST));
        var first = new SnapshotMessage.Want(MANIFEST.id(), 0, 0, CHUNK_BYTES);
        var second = new SnapshotMessage.Want(MANIFEST.id(), 0, CHUNK_BYTES, CHUNK_BYTES);
        sending.receive(nowNanos, receiver, first);
        answerReads();
        for (int i = 0; i < 10; i++) sending.receive(nowNanos, receiver, second);

        for (int tick = 0; tick < 1_000; tick++) {
            nowNanos += 10 * MILLISECOND;
            sending.tick(nowNanos);
            answerReads();
        }
        assertEquals(2, served.size());
    }

    /** Else it would be waited for, for ever. */
    @Test
    void whoGetsNothingOfAStateThatIsNotSoundIsToldOfOnce() {
        var receiver = new NodeId("n1");
        sending.deny(receiver);
        assertEquals(List.of(), ended, "not within the turn that asks");
        for (int tick = 0; tick < 10; tick++) sending.tick(nowNanos += 10 * MILLISECOND);
        assertEquals(List.of(receiver), ended);
        sending.begin(nowNanos, receiver);
        sending.taken(nowNanos, Optional.of(MANIFEST));
        sending.receive(nowNanos, receiver, want(receiver));
        answerReads();
        assertEquals(List.of(receiver), served, "once the state is sound");
    }

    private SnapshotMessage.Want want(NodeId by) {
        long had = served.stream().filter(by::equals).count();
        return new SnapshotMessage.Want(MANIFEST.id(), 0, had * CHUNK_BYTES, CHUNK_BYTES);
    }

    private void answerReads() {
        for (long ticket : List.copyOf(tickets)) {
            tickets.remove(ticket);
            var content = Bytes.wrap(new byte[CHUNK_BYTES]);
            sending.read(new SnapshotAnswer.Read(ticket, Optional.of(content)));
        }
    }

    private final class Network implements Sending.Owner {

        @Override
        public void send(NodeId to, SnapshotMessage message) {
            if (message instanceof SnapshotMessage.Chunk) served.add(to);
        }

        @Override
        public void ended(NodeId to, Optional<LogId> base) {
            if (base.isEmpty()) ended.add(to);
        }

        @Override
        public long releasedIndex() {
            return 0;
        }

        @Override
        public void event(SnapshotEvent event) {}
    }

    private final class Reads extends IdleSnapshots {

        @Override
        public void read(long ticket, Bytes snapshot, int file, long offset, int length) {
            tickets.add(ticket);
        }
    }
}
