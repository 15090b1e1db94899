package io.quorate.simulation;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.PeerCodec;
import io.quorate.adapter.grpc.digest.DigestCodec;
import io.quorate.adapter.grpc.raft.RaftCodec;
import io.quorate.adapter.grpc.snapshot.SnapshotCodec;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;

import java.util.List;

/** Encodes and decodes some of the messages as the wire does, and demands that nothing changes. */
final class CodecCheck {

    private final PeerCodec codec = new DigestCodec(new SnapshotCodec(new RaftCodec()));
    private final int everyNth;
    private long messages;

    /**
     * @param everyNth of the messages is checked; 0 for none
     */
    CodecCheck(int everyNth) {
        this.everyNth = everyNth;
    }

    void check(GroupId group, List<PeerMessage> sent) {
        if (everyNth == 0) return;
        for (PeerMessage message : sent) {
            if (++messages % everyNth == 0) check(group, message);
        }
    }

    private void check(GroupId group, PeerMessage message) {
        try {
            PeerMessage back = codec.decode(codec.encode(group, message));
            InvariantViolation.require(
                    back.equals(message), "the wire makes %s of %s", back, message);
        } catch (MalformedMessage malformed) {
            throw new InvariantViolation("the wire refuses " + message, malformed);
        }
    }
}
