package io.quorate.adapter.grpc.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.raft.RaftCodec;
import io.quorate.core.Bytes;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.raft.RaftMessage;
import io.quorate.peer.v1.SnapshotEnded;
import io.quorate.peer.v1.SnapshotOffer;
import io.quorate.peer.v1.SnapshotWant;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotFile;
import io.quorate.replica.snapshot.SnapshotMessage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** Snapshots' messages come back from the wire; what can stand for none is refused. */
class SnapshotCodecTest {

    private static final Bytes ID = Bytes.wrap(new byte[32]);
    private static final SnapshotCodec CODEC = new SnapshotCodec(new RaftCodec());

    static Stream<PeerMessage> messages() {
        var manifest =
                new Manifest(new LogId(3, 70), 50, List.of(new SnapshotFile("CURRENT", 16, ID)));
        return Stream.of(
                new SnapshotMessage.Offer(manifest),
                new SnapshotMessage.Underway(ID),
                new SnapshotMessage.Want(ID, 3, 1L << 40, 1 << 18),
                new SnapshotMessage.Chunk(ID, 3, 1L << 40, -7, Bytes.utf8("content")),
                new SnapshotMessage.Ended(ID, SnapshotMessage.Outcome.HELD),
                new SnapshotMessage.Ended(ID, SnapshotMessage.Outcome.FAILED),
                new RaftMessage.ReadIndex(7, 9));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBackAsItWasSent(PeerMessage message) throws Exception {
        assertEquals(message, CODEC.decode(CODEC.encode(GroupId.FIRST, message)));
    }

    static Stream<io.quorate.peer.v1.SnapshotMessage.Builder> malformed() {
        ByteString id = ByteString.copyFrom(new byte[32]);
        var want = SnapshotWant.newBuilder().setSnapshot(id).setFile(1).setLength(1);
        return Stream.of(
                message(),
                message().setOffer(SnapshotOffer.newBuilder()),
                message()
                        .setOffer(
                                SnapshotOffer.newBuilder()
                                        .setManifest(ByteString.copyFromUtf8("QSNP"))),
                message().setWant(want.clone().setSnapshot(ByteString.EMPTY)),
                message().setWant(want.clone().setFile(-1)),
                message().setWant(want.clone().setOffset(-1)),
                message().setWant(want.clone().setLength(-1)),
                message().setEnded(SnapshotEnded.newBuilder().setSnapshot(id)),
                message().setEnded(SnapshotEnded.newBuilder().setSnapshot(id).setOutcomeValue(9)));
    }

    private static io.quorate.peer.v1.SnapshotMessage.Builder message() {
        return io.quorate.peer.v1.SnapshotMessage.newBuilder();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatStandsForNoMessage(io.quorate.peer.v1.SnapshotMessage.Builder message) {
        var wire =
                io.quorate.peer.v1.PeerMessage.newBuilder()
                        .setGroup(1)
                        .setSnapshot(message)
                        .build();
        assertThrows(MalformedMessage.class, () -> CODEC.decode(wire));
    }
}
