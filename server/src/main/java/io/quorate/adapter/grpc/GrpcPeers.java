package io.quorate.adapter.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.replica.Outbox;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * This node's side of all talk with its peers: the links it sends on, and who they are. Owned by
 * the loop.
 */
public final class GrpcPeers implements Outbox {

    /** How long a member that was removed can still be told so, in seconds. */
    private static final long FAREWELL_SECONDS = 10;

    /** The most links: every member, and as many that this node has not heard of yet. */
    private static final int LINKS_MAX = 2 * Members.MEMBERS_MAX;

    private record Linked(String address, PeerLink link) {}

    private final EventLoop loop;
    private final Identity self;
    private final PeerCodec codec;
    private final PeerDirectory directory;
    private final Handshake handshake;
    private final SortedMap<NodeId, Linked> links = new TreeMap<>();
    private Members members = Members.NONE;
    private boolean isOpen;

    /**
     * Takes the loop that all of this runs on. Opens nothing yet.
     *
     * @param status what this node's engine knows of the members
     * @param listener told how the links are
     */
    public GrpcPeers(
            EventLoop loop,
            Identity self,
            Supplier<EngineStatus> status,
            PeerCodec codec,
            KnownPeers known,
            PeerListener listener) {
        this.loop = loop;
        this.self = self;
        this.codec = codec;
        this.directory = new PeerDirectory(listener);
        this.handshake = new Handshake(self, status, known);
    }

    /** To a peer, by whatever address its name has then. */
    static ManagedChannel channel(EventLoop loop, String address) {
        var builder =
                NettyChannelBuilder.forTarget("dns:///" + address)
                        .eventLoopGroup(loop)
                        .channelType(Sockets.client())
                        .directExecutor()
                        .disableRetry()
                        .usePlaintext();
        Sockets.noticeSilence(builder);
        return builder.build();
    }

    /** Opens the links; each opens itself again when it breaks. On the loop. */
    public void open() {
        isOpen = true;
        links.values().forEach(linked -> linked.link().open());
    }

    /** Links to all members, at the addresses that the membership has; others are let go. */
    @Override
    public void connect(Members now) {
        members = now;
        for (Member member : now.members()) {
            if (!member.id().equals(self.node())) link(member.id(), member.address());
        }
        for (NodeId stranger : List.copyOf(links.keySet())) {
            if (now.find(stranger).isPresent()) continue;
            loop.schedule(() -> letGo(stranger), FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void letGo(NodeId stranger) {
        Linked linked = links.get(stranger);
        if (linked == null || members.find(stranger).isPresent()) return;
        if (members.isEmpty()) return;
        linked.link().close();
        links.remove(stranger);
    }

    /**
     * A peer said where it takes its peers. If it is no member for all that this node knows, as for
     * a node that is just being added, it can be answered only there.
     */
    void met(NodeId peer, String address) {
        if (members.find(peer).isPresent() || links.size() >= LINKS_MAX) return;
        link(peer, address);
    }

    private void link(NodeId peer, String address) {
        Linked before = links.get(peer);
        if (!Addresses.isHostAndPort(address)) return;
        if (before != null && before.address().equals(address)) return;
        if (before != null) before.link().close();
        ManagedChannel channel = channel(loop, address);
        var link = new PeerLink(peer, channel, loop, handshake.helloTo(peer), directory);
        links.put(peer, new Linked(address, link));
        if (isOpen) link.open();
    }

    @Override
    public void send(GroupId group, NodeId to, PeerMessage message) {
        Linked linked = links.get(to);
        if (linked != null) linked.link().add(codec.encode(group, message), message.bytes());
    }

    @Override
    public void flush() {
        links.values().forEach(linked -> linked.link().flush());
    }

    /** Closes the links for good. On the loop. */
    public void close() {
        links.values().forEach(linked -> linked.link().close());
    }

    Identity self() {
        return self;
    }

    PeerCodec codec() {
        return codec;
    }

    PeerDirectory directory() {
        return directory;
    }

    Handshake handshake() {
        return handshake;
    }
}
