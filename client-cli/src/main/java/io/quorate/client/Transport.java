package io.quorate.client;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;

/** How the client's event loop waits for its sockets. */
public enum Transport {
    /** Linux's epoll where there is one, for throughput; elsewhere as {@link #NIO}. */
    EPOLL,
    /** The JDK's own selector: starts faster. */
    NIO;

    private boolean isEpoll() {
        return this == EPOLL && Epoll.isAvailable();
    }

    IoHandlerFactory ioHandler() {
        return isEpoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    Class<? extends Channel> channelType() {
        return isEpoll() ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
