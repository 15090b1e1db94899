package io.quorate.client;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.quorate.client.core.Endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/**
 * The connection to one endpoint. It knows whether a request was ever handed to a connection, which
 * is what tells "not done" from "unknown"; and it reconnects when it is asked to rather than after
 * gRPC's own back-off, which begins at a second. Owned by the event loop.
 */
final class Link {

    /** The largest answer, in bytes: a page of about 1 MiB that ends with a value of 1 MiB. */
    private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

    /** Fixed, so that gRPC sends no probes to size it. */
    static final int WINDOW_BYTES = 4 * 1024 * 1024;

    /** The same for watches: what one may be sent that its consumer has not asked for. */
    static final int WATCH_BYTES = 256 * 1024;

    /** The least time between two attempts to connect to an endpoint that refuses. */
    private static final long RECONNECT_PACE_NANOS = 10_000_000L;

    /** After how much silence a connection with calls on it is probed. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final ManagedChannel channel;
    private long lastResetNanos;

    /**
     * @param windowBytes what a stream may be sent that was not asked for
     */
    Link(Endpoint endpoint, EventLoop loop, Transport transport, int windowBytes, long nowNanos) {
        this.channel =
                builder(HostPort.parse(endpoint.address()))
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        .eventLoopGroup(loop)
                        .channelType(transport.channelType())
                        .withOption(ChannelOption.TCP_NODELAY, true)
                        .flowControlWindow(windowBytes)
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .build();
        this.lastResetNanos = nowNanos - RECONNECT_PACE_NANOS;
    }

    /** A literal address needs no resolver; a name is resolved by gRPC, off the event loop. */
    private static NettyChannelBuilder builder(HostPort address) {
        if (!address.isLiteral()) {
            return NettyChannelBuilder.forTarget("dns:///" + address.host() + ":" + address.port());
        }
        try {
            var host = InetAddress.getByName(address.host());
            return NettyChannelBuilder.forAddress(new InetSocketAddress(host, address.port()));
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(address.toString(), impossible);
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    /**
     * Whether a connection stands, so that a request made now leaves at once. If none does, a
     * connection that has failed is tried again.
     */
    boolean isReady(long nowNanos) {
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.READY) return true;
        if (state == ConnectivityState.TRANSIENT_FAILURE
                && nowNanos - lastResetNanos >= RECONNECT_PACE_NANOS) {
            lastResetNanos = nowNanos;
            channel.resetConnectBackoff();
        }
        return false;
    }

    void close() {
        channel.shutdownNow();
    }

    /**
     * Watches one attempt that began without a connection: gRPC keeps it until there is one, and
     * only then creates its stream. Before that no byte of it can have left.
     */
    static final class StreamWatch extends ClientStreamTracer.Factory {

        private volatile boolean streamCreated;

        boolean isStreamCreated() {
            return streamCreated;
        }

        CallOptions watching() {
            return CallOptions.DEFAULT.withStreamTracerFactory(this);
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(
                ClientStreamTracer.StreamInfo stream, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(io.grpc.Attributes transport, Metadata sent) {
                    streamCreated = true;
                }
            };
        }
    }
}
