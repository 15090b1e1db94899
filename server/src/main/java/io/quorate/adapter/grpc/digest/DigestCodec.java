package io.quorate.adapter.grpc.digest;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.Payloads;
import io.quorate.adapter.grpc.PeerCodec;
import io.quorate.core.Bytes;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.peer.v1.DigestSum;
import io.quorate.replica.digest.DigestMessage;

/** What members say of their states on the wire; everything else is another codec's. */
public final class DigestCodec implements PeerCodec {

    private final PeerCodec others;

    /**
     * @param others translates all other messages
     */
    public DigestCodec(PeerCodec others) {
        this.others = others;
    }

    @Override
    public io.quorate.peer.v1.PeerMessage encode(GroupId group, PeerMessage message) {
        if (!(message instanceof DigestMessage digest)) return others.encode(group, message);
        return io.quorate.peer.v1.PeerMessage.newBuilder()
                .setGroup(group.value())
                .setDigest(encode(digest))
                .build();
    }

    private static io.quorate.peer.v1.DigestMessage encode(DigestMessage message) {
        var wire = io.quorate.peer.v1.DigestMessage.newBuilder().setIndex(message.index());
        return switch (message.said()) {
            case Said.Comes(long revision, Digest digest) ->
                    wire.setComes(
                                    DigestSum.newBuilder()
                                            .setRevision(revision)
                                            .setDigest(Payloads.toWire(digest.encode())))
                            .build();
            case Said.Damaged _ -> wire.setDamaged(true).build();
            case Said.Silent _ -> throw new IllegalArgumentException("nobody says that");
        };
    }

    @Override
    public PeerMessage decode(io.quorate.peer.v1.PeerMessage message) throws MalformedMessage {
        if (!message.hasDigest()) return others.decode(message);
        if (message.getGroup() <= 0) throw new MalformedMessage("group " + message.getGroup());
        var digest = message.getDigest();
        return new DigestMessage(natural("index", digest.getIndex()), said(digest));
    }

    private static Said said(io.quorate.peer.v1.DigestMessage message) throws MalformedMessage {
        return switch (message.getSaidCase()) {
            case COMES -> {
                Bytes sum = Payloads.fromWire(message.getComes().getDigest());
                if (sum.size() != Digest.BYTES) {
                    throw new MalformedMessage("a digest of " + sum.size() + " bytes");
                }
                long revision = natural("revision", message.getComes().getRevision());
                yield new Said.Comes(revision, Digest.decode(sum));
            }
            case DAMAGED -> new Said.Damaged();
            case SAID_NOT_SET -> throw new MalformedMessage("a digest's message without a body");
        };
    }

    private static long natural(String name, long value) throws MalformedMessage {
        if (value >= 0) return value;
        throw new MalformedMessage(name + " " + Long.toUnsignedString(value));
    }
}
