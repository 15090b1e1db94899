package io.quorate.adapter.grpc;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
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

    static Class<? extends ServerChannel> server() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends Channel> client() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Makes a connection notice that its other end is gone without a word. */
    static void noticeSilence(NettyChannelBuilder builder) {
        if (!Epoll.isAvailable()) return;
        builder.withOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
}
