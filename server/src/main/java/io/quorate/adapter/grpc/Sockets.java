package io.quorate.adapter.grpc;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Epoll's sockets where they can be had, else NIO's: they must fit the event loop's own kind. */
final class Sockets {

    /** How long sent bytes may stay unacknowledged before a peer's connection counts as broken. */
    private static final int UNACKNOWLEDGED_MILLIS = 2_000;

    private Sockets() {}

    /** A listening socket whose connections gather their small writes. */
    static ServerChannel server() {
        ServerChannel listening =
                Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        listening.pipeline().addLast(new GatheringConnections());
        return listening;
    }

    static Class<? extends Channel> client() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    private static final class GatheringConnections extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            if (accepted instanceof Channel channel) channel.pipeline().addFirst(new Gathering());
            ctx.fireChannelRead(accepted);
        }
    }

    /** Makes a connection notice that its other end is gone without a word. */
    static void noticeSilence(NettyChannelBuilder builder) {
        if (!Epoll.isAvailable()) return;
        builder.withOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
}
