package io.quorate.adapter.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.quorate.core.NodeId;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.replica.Outbox;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** This node's side of all talk with its peers: the links it sends on, and who they are. */
public final class GrpcPeers implements Outbox {

    private final Cluster cluster;
    private final PeerCodec codec;
    private final PeerDirectory directory = new PeerDirectory();
    private final Handshake handshake;
    private final SortedMap<NodeId, PeerLink> links = new TreeMap<>();

    /** Takes the loop that all of this runs on. Opens nothing yet. */
    public GrpcPeers(EventLoop loop, Cluster cluster, PeerCodec codec, KnownPeers known) {
        this.cluster = cluster;
        this.codec = codec;
        this.handshake = new Handshake(cluster.self(), cluster.membership(), known);
        for (Map.Entry<NodeId, String> member : cluster.peerAddresses().entrySet()) {
            NodeId peer = member.getKey();
            if (peer.equals(cluster.self().node())) continue;
            ManagedChannel channel = channel(loop, member.getValue());
            links.put(peer, new PeerLink(peer, channel, loop, handshake.helloTo(peer), directory));
        }
    }

    private static ManagedChannel channel(EventLoop loop, String address) {
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
        links.values().forEach(PeerLink::open);
    }

    @Override
    public void send(GroupId group, NodeId to, PeerMessage message) {
        PeerLink link = links.get(to);
        if (link != null) link.add(codec.encode(group, message), message.bytes());
    }

    @Override
    public void flush() {
        links.values().forEach(PeerLink::flush);
    }

    /** Closes the links for good. On the loop. */
    public void close() {
        links.values().forEach(PeerLink::close);
    }

    Cluster cluster() {
        return cluster;
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
