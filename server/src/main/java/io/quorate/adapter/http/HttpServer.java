package io.quorate.adapter.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /console} on one thread of
 * its own. May be opened and closed from any thread; every connection belongs to that one.
 */
public final class HttpServer implements AutoCloseable {

    /** How many connections may wait to be taken. */
    private static final int BACKLOG = 128;

    private final EventLoopGroup loop;
    private final Channel listener;

    private HttpServer(EventLoopGroup loop, Channel listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * What is served.
     *
     * @param live whether the process is to be left running; needs no quorum
     * @param ready whether clients are to be sent here
     * @param metrics in the Prometheus text format, version 0.0.4
     * @param console what the console's page shows
     * @param names that this node goes by, in lower case; besides, any address does
     */
    public record Pages(
            Probe live, Probe ready, Page metrics, Console console, List<String> names) {}

    /**
     * Opens the server.
     *
     * @throws CannotListen if the address cannot be had; nothing is left open then
     */
    public static HttpServer open(InetSocketAddress address, Pages pages, HttpLimits limits)
            throws CannotListen {
        var threads = new DefaultThreadFactory("http", true);
        var loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        var router = new Router(pages);
        var streams = new EventStreams(pages.console());
        var connections = new ConnectionLimit(limits.connectionsMax());
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        furnish(channel, connections, router, streams, limits);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (bound.isSuccess()) return new HttpServer(loop, bound.channel());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        throw new CannotListen(address, bound.cause());
    }

    private static void furnish(
            SocketChannel channel,
            ConnectionLimit connections,
            Router router,
            EventStreams streams,
            HttpLimits limits) {
        var decoding =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(HttpLimits.REQUEST_LINE_BYTES_MAX)
                        .setMaxHeaderSize(HttpLimits.HEADER_BYTES_MAX);
        channel.pipeline()
                .addLast(connections)
                .addLast(new HttpServerCodec(decoding))
                .addLast(new HttpObjectAggregator(HttpLimits.BODY_BYTES_MAX, true))
                .addLast(new HttpConnection(router, streams, limits));
    }

    /** Where it listens, with the port that the system chose if it was asked to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Closes every connection and waits for the thread to end. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
