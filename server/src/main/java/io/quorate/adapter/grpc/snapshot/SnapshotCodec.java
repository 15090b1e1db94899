package io.quorate.adapter.grpc.snapshot;

import com.google.protobuf.ByteString;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.Payloads;
import io.quorate.adapter.grpc.PeerCodec;
import io.quorate.core.Bytes;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.peer.v1.SnapshotChunk;
import io.quorate.peer.v1.SnapshotEnded;
import io.quorate.peer.v1.SnapshotNeeded;
import io.quorate.peer.v1.SnapshotOffer;
import io.quorate.peer.v1.SnapshotOutcome;
import io.quorate.peer.v1.SnapshotUnderway;
import io.quorate.peer.v1.SnapshotWant;
import io.quorate.replica.snapshot.ContentHash;
import io.quorate.replica.snapshot.MalformedManifest;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotMessage;
import io.quorate.replica.snapshot.SnapshotMessage.Outcome;

/** Snapshots on the wire; everything else is the engine's codec's. */
public final class SnapshotCodec implements PeerCodec {

    private final PeerCodec engine;

    /**
     * @param engine translates the messages of the engine that runs
     */
    public SnapshotCodec(PeerCodec engine) {
        this.engine = engine;
    }

    @Override
    public io.quorate.peer.v1.PeerMessage encode(GroupId group, PeerMessage message) {
        if (!(message instanceof SnapshotMessage snapshot)) return engine.encode(group, message);
        return io.quorate.peer.v1.PeerMessage.newBuilder()
                .setGroup(group.value())
                .setSnapshot(encode(snapshot))
                .build();
    }

    private static io.quorate.peer.v1.SnapshotMessage encode(SnapshotMessage message) {
        var wire = io.quorate.peer.v1.SnapshotMessage.newBuilder();
        return switch (message) {
            case SnapshotMessage.Needed(long behindIndex) ->
                    wire.setNeeded(SnapshotNeeded.newBuilder().setBehindIndex(behindIndex)).build();
            case SnapshotMessage.Offer offer ->
                    wire.setOffer(
                                    SnapshotOffer.newBuilder()
                                            .setManifest(
                                                    Payloads.toWire(offer.manifest().encode())))
                            .build();
            case SnapshotMessage.Underway underway ->
                    wire.setUnderway(
                                    SnapshotUnderway.newBuilder()
                                            .setSnapshot(Payloads.toWire(underway.snapshot())))
                            .build();
            case SnapshotMessage.Want want ->
                    wire.setWant(
                                    SnapshotWant.newBuilder()
                                            .setSnapshot(Payloads.toWire(want.snapshot()))
                                            .setFile(want.file())
                                            .setOffset(want.offset())
                                            .setLength(want.length()))
                            .build();
            case SnapshotMessage.Chunk chunk ->
                    wire.setChunk(
                                    SnapshotChunk.newBuilder()
                                            .setSnapshot(Payloads.toWire(chunk.snapshot()))
                                            .setFile(chunk.file())
                                            .setOffset(chunk.offset())
                                            .setCrc(chunk.crc())
                                            .setContent(Payloads.toWire(chunk.content())))
                            .build();
            case SnapshotMessage.Ended ended ->
                    wire.setEnded(
                                    SnapshotEnded.newBuilder()
                                            .setSnapshot(Payloads.toWire(ended.snapshot()))
                                            .setOutcome(encode(ended.outcome())))
                            .build();
        };
    }

    private static SnapshotOutcome encode(Outcome outcome) {
        return switch (outcome) {
            case HELD -> SnapshotOutcome.HELD;
            case FAILED -> SnapshotOutcome.FAILED;
        };
    }

    @Override
    public PeerMessage decode(io.quorate.peer.v1.PeerMessage message) throws MalformedMessage {
        if (!message.hasSnapshot()) return engine.decode(message);
        if (message.getGroup() <= 0) throw new MalformedMessage("group " + message.getGroup());
        return decode(message.getSnapshot());
    }

    private static SnapshotMessage decode(io.quorate.peer.v1.SnapshotMessage message)
            throws MalformedMessage {
        return switch (message.getBodyCase()) {
            case NEEDED -> {
                long behindIndex = natural("index", message.getNeeded().getBehindIndex());
                yield new SnapshotMessage.Needed(behindIndex);
            }
            case OFFER -> {
                try {
                    Bytes manifest = Payloads.fromWire(message.getOffer().getManifest());
                    yield new SnapshotMessage.Offer(Manifest.decode(manifest));
                } catch (MalformedManifest malformed) {
                    throw new MalformedMessage("a manifest " + malformed.getMessage());
                }
            }
            case UNDERWAY -> new SnapshotMessage.Underway(id(message.getUnderway().getSnapshot()));
            case WANT -> {
                SnapshotWant body = message.getWant();
                yield new SnapshotMessage.Want(
                        id(body.getSnapshot()),
                        natural("file", body.getFile()),
                        natural("offset", body.getOffset()),
                        natural("length", body.getLength()));
            }
            case CHUNK -> {
                SnapshotChunk body = message.getChunk();
                yield new SnapshotMessage.Chunk(
                        id(body.getSnapshot()),
                        natural("file", body.getFile()),
                        natural("offset", body.getOffset()),
                        body.getCrc(),
                        Payloads.fromWire(body.getContent()));
            }
            case ENDED -> {
                SnapshotEnded body = message.getEnded();
                yield new SnapshotMessage.Ended(
                        id(body.getSnapshot()),
                        switch (body.getOutcome()) {
                            case HELD -> Outcome.HELD;
                            case FAILED -> Outcome.FAILED;
                            case SNAPSHOT_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                                    throw new MalformedMessage("outcome " + body.getOutcomeValue());
                        });
            }
            case BODY_NOT_SET -> throw new MalformedMessage("a snapshot's message without a body");
        };
    }

    private static Bytes id(ByteString snapshot) throws MalformedMessage {
        if (snapshot.size() == ContentHash.BYTES) return Bytes.wrap(snapshot.toByteArray());
        throw new MalformedMessage("a snapshot's name of " + snapshot.size() + " bytes");
    }

    private static long natural(String name, long value) throws MalformedMessage {
        if (value < 0) throw new MalformedMessage(name + " " + Long.toUnsignedString(value));
        return value;
    }

    private static int natural(String name, int value) throws MalformedMessage {
        if (value < 0) throw new MalformedMessage(name + " " + Integer.toUnsignedString(value));
        return value;
    }
}
