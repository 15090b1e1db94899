package io.quorate.adapter.grpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.EventLoop;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.Limits;
import io.quorate.replica.Arrivals;
import io.quorate.replica.watch.WatchHub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** This node's two listeners, for clients and for peers, on the node's one event loop. */
public final class GrpcServers {

    /** The largest client message, in bytes: a command at its limits and what is around it. */
    private static final int CLIENT_MESSAGE_BYTES_MAX = Limits.COMMAND_BYTES_MAX + (64 << 10);

    /** The largest peer message, in bytes: a filled frame and one message more. */
    private static final int PEER_MESSAGE_BYTES_MAX = 8 << 20;

    private static final int METADATA_BYTES_MAX = 8 << 10;

    /** Calls in flight on one connection; a client that wants more is told to wait by HTTP/2. */
    private static final int CALLS_PER_CONNECTION_MAX = 10_000;

    private static final long HANDSHAKE_SECONDS_MAX = 10;
    private static final long KEEP_ALIVE_SECONDS_MIN = 5;

    private final HealthStatusManager health = new HealthStatusManager();
    private final MaintenanceService maintenance;
    private final Server clients;
    private final Server peers;

    /**
     * Takes what the services stand on. Listens on nothing yet.
     *
     * @param keyspaces finds one by its name in the state as it is applied; called on the loop
     * @param pool what ranges are read on; must not be the loop
     * @param snapshotBytesPerSecond what clients that save snapshots are sent, together
     * @param calls told which calls clients make
     */
    public GrpcServers(
            EventLoop loop,
            InetSocketAddress clientListen,
            InetSocketAddress peerListen,
            GrpcPeers links,
            Arrivals arrivals,
            StorageFigures storage,
            Function<String, Optional<Keyspace>> keyspaces,
            WatchHub watches,
            SnapshotSource snapshots,
            Executor pool,
            long snapshotBytesPerSecond,
            CallListener calls) {
        var failures = new Failures(links.directory());
        var headers = new Headers(links.self());
        var description = new StatusDescription(links.self(), headers, links.directory(), storage);
        var names = new KeyspaceNames(arrivals::post, failures, keyspaces);
        var reads = new ViewReads(names, headers, failures, pool);
        var past = new PastGets(reads);
        var ranges = new RangeReads(reads);
        maintenance =
                new MaintenanceService(
                        loop,
                        arrivals,
                        headers,
                        failures,
                        snapshots,
                        snapshotBytesPerSecond,
                        System::nanoTime);
        var writes = new Writes(arrivals, failures, calls);
        var locking = new Locking(arrivals, writes, reads, names, headers, failures, watches);
        var pipelines = new Pipelines(loop, arrivals, names, headers, failures, past, calls);
        var tracing = new CallTracing(calls);
        clients =
                builder(loop, clientListen)
                        .maxInboundMessageSize(CLIENT_MESSAGE_BYTES_MAX)
                        .addStreamTracerFactory(tracing)
                        .addService(
                                new KvService(
                                        names, writes, headers, failures, past, ranges, pipelines))
                        .addService(new KeyspacesService(writes, headers, failures, names))
                        .addService(new ClientsService(writes, headers))
                        .addService(new WatchService(arrivals, headers, failures, names, watches))
                        .addService(new LeasesService(arrivals, writes, headers, failures))
                        .addService(new HistoryService(writes, headers))
                        .addService(new LocksService(locking))
                        .addService(new ElectionsService(locking))
                        .addService(new ClusterService(headers, description, arrivals, failures))
                        .addService(maintenance)
                        .addService(new DigestsService(arrivals, headers))
                        .addService(health.getHealthService())
                        .build();
        tracing.serve(clients.getServices());
        peers =
                builder(loop, peerListen)
                        .maxInboundMessageSize(PEER_MESSAGE_BYTES_MAX)
                        .addService(new PeerService(links, arrivals))
                        .build();
        setServing(false);
    }

    private static NettyServerBuilder builder(EventLoop loop, InetSocketAddress listen) {
        return NettyServerBuilder.forAddress(listen)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelFactory(Sockets::server)
                .directExecutor()
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .handshakeTimeout(HANDSHAKE_SECONDS_MAX, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS_MIN, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    /**
     * Listens for peers and clients.
     *
     * @throws IOException if an address cannot be bound
     */
    public void start() throws IOException {
        peers.start();
        clients.start();
        maintenance.start();
    }

    /** The port that clients are taken at. */
    public int clientPort() {
        return clients.getPort();
    }

    /** What {@code grpc.health.v1} answers: whether this node knows a leader to work with. */
    public void setServing(boolean isServing) {
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** Takes no new calls. */
    public void stop() {
        health.enterTerminalState();
        clients.shutdown();
    }

    /** Waits until clients have their answers, but not for long, and ends what is still open. */
    public void stopNow(long waitMillis) {
        try {
            clients.awaitTermination(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.shutdownNow();
        peers.shutdownNow();
    }
}
