package io.quorate.adapter.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks members what any client may ask, by the public API: what the console shows is what clients
 * see. Safe to use from any thread; answers come on its event loop.
 */
public final class OwnClient implements AutoCloseable {

    /** More addresses than a cluster has members. */
    private static final int CHANNELS_MAX = 32;

    /** Less than the time between two questions, so that a member that hangs holds up none. */
    private static final long STATUS_MILLIS_MAX = 800;

    /** A page of a range is about 1 MiB, and a value at most that. */
    private static final int MESSAGE_BYTES_MAX = 8 << 20;

    private final EventLoopGroup loop;
    private final Supplier<String> self;
    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private boolean isClosed;

    /**
     * @param loop of one's own, so that nothing of this takes time from the replica
     * @param self where this node takes clients, once it does
     */
    public OwnClient(EventLoopGroup loop, Supplier<String> self) {
        this.loop = loop;
        this.self = self;
    }

    /** How a member says that it stands. */
    public record Member(
            String id,
            String role,
            String leader,
            long term,
            long revision,
            long commitIndex,
            long appliedIndex,
            long lastIndex,
            long firstIndex,
            long journalBytes,
            long storeBytes,
            long journalSyncMicros,
            String digest,
            String version,
            String phase,
            List<Peer> peers) {}

    /** What a member knows of another, or of itself. */
    public record Peer(String id, String clientAddress, String standing, boolean isConnected) {}

    /** How this node stands. */
    public CompletionStage<Member> status() {
        return status(self.get());
    }

    /** How the member at an address stands. */
    public CompletionStage<Member> status(String address) {
        var answer = new OneAnswer<>(OwnClient::member);
        ClusterGrpc.newStub(channel(address))
                .withDeadlineAfter(STATUS_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .status(StatusRequest.getDefaultInstance(), answer);
        return answer.stage();
    }

    private static Member member(StatusResponse said) {
        return new Member(
                said.getHeader().getNode(),
                word(said.getRole().name()),
                said.getLeader(),
                said.getHeader().getTerm(),
                said.getHeader().getRevision(),
                said.getCommitIndex(),
                said.getAppliedIndex(),
                said.getLastIndex(),
                said.getFirstIndex(),
                said.getJournalBytes(),
                said.getStoreBytes(),
                said.getJournalSyncUs(),
                HexFormat.of().formatHex(said.getDigest().toByteArray()),
                said.getVersion(),
                word(said.getPhase().name().replace("MEMBERSHIP_", "")),
                said.getMembersList().stream().map(OwnClient::peer).toList());
    }

    private static Peer peer(io.quorate.v1.Member of) {
        return new Peer(
                of.getId(),
                of.getClientAddress(),
                word(of.getStanding().name().replace("STANDING_", "")),
                of.getConnected());
    }

    private static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** To this node. */
    ManagedChannel channel() {
        return channel(self.get());
    }

    /** To the member at an address. */
    synchronized ManagedChannel channel(String address) {
        if (isClosed) throw new IllegalStateException("the node is stopping");
        if (channels.size() >= CHANNELS_MAX && !channels.containsKey(address)) closeAll();
        return channels.computeIfAbsent(address, this::open);
    }

    private ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .eventLoopGroup(loop)
                .channelType(Sockets.client())
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .usePlaintext()
                .build();
    }

    private void closeAll() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        closeAll();
    }
}
