package io.quorate.adapter.grpc.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.raft.RaftCodec;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.raft.RaftMessage;
import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.peer.v1.DigestSum;
import io.quorate.replica.digest.DigestMessage;

import org.junit.jupiter.api.Test;

import java.util.List;

class DigestCodecTest {

    private static final DigestCodec CODEC = new DigestCodec(new RaftCodec());

    @Test
    void whatIsSaidArrives() throws MalformedMessage {
        List<PeerMessage> messages =
                List.of(
                        new DigestMessage(7, new Said.Comes(5, new Digest(-1, 2))),
                        new DigestMessage(Long.MAX_VALUE, new Said.Damaged()),
                        new RaftMessage.TimeoutNow(3));
        for (PeerMessage message : messages) {
            assertEquals(message, CODEC.decode(CODEC.encode(GroupId.FIRST, message)));
        }
    }

    @Test
    void whatCanStandForNothingIsRefused() {
        refuses(io.quorate.peer.v1.DigestMessage.newBuilder().setIndex(1).build());
        refuses(sum(7, DigestSum.newBuilder().setDigest(ByteString.copyFrom(new byte[15]))));
        refuses(sum(7, DigestSum.newBuilder().setDigest(ByteString.copyFrom(new byte[17]))));
        refuses(sum(-1, DigestSum.newBuilder().setDigest(ByteString.copyFrom(new byte[16]))));
        var negative = DigestSum.newBuilder().setRevision(-1);
        refuses(sum(7, negative.setDigest(ByteString.copyFrom(new byte[16]))));
    }

    private static io.quorate.peer.v1.DigestMessage sum(long index, DigestSum.Builder sum) {
        return io.quorate.peer.v1.DigestMessage.newBuilder().setIndex(index).setComes(sum).build();
    }

    private static void refuses(io.quorate.peer.v1.DigestMessage digest) {
        var message =
                io.quorate.peer.v1.PeerMessage.newBuilder()
                        .setGroup(GroupId.FIRST.value())
                        .setDigest(digest)
                        .build();
        assertThrows(MalformedMessage.class, () -> CODEC.decode(message));
    }
}
