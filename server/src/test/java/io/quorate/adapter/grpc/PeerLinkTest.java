package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.quorate.core.NodeId;
import io.quorate.peer.v1.Hello;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/** A link whose peer has no address, as a container's name while it is down. */
class PeerLinkTest {

    /** Longer than a label may be, so that no name server has to be asked. */
    private static final String UNKNOWN = "x".repeat(64) + ":7201";

    /** The names of the threads that a link's log lines came from. */
    private static final class Threads extends AppenderBase<ILoggingEvent> {

        private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            names.add(event.getThreadName());
        }
    }

    @Test
    @Timeout(60)
    void aPeerWhoseNameIsUnknownIsHeardOfOnTheLoop() throws InterruptedException {
        var group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        EventLoop loop = group.next();
        var log = (Logger) LoggerFactory.getLogger(PeerLink.class);
        var threads = new Threads();
        threads.start();
        log.addAppender(threads);
        Level level = log.getLevel();
        log.setLevel(Level.INFO);
        ManagedChannel channel = GrpcPeers.channel(loop, UNKNOWN);
        try {
            var link =
                    new PeerLink(
                            new NodeId("n2"),
                            channel,
                            loop,
                            Hello.getDefaultInstance(),
                            new PeerDirectory());
            String name = loop.submit(() -> Thread.currentThread().getName()).get();
            loop.execute(link::open);
            assertEquals(name, threads.names.take());
            loop.submit(link::close).sync();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        } finally {
            log.setLevel(level);
            log.detachAppender(threads);
            channel.shutdownNow();
            group.shutdownGracefully().sync();
        }
    }
}
