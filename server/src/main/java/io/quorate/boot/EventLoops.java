package io.quorate.boot;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The node's event loop: one thread, epoll where it can be had. */
final class EventLoops {

    private EventLoops() {}

    static EventLoopGroup one(String threadName) {
        var threads = new DefaultThreadFactory(threadName, false, Thread.NORM_PRIORITY);
        return new MultiThreadIoEventLoopGroup(
                1,
                threads,
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }
}
