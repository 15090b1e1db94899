package io.quorate.boot;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.adapter.file.JournalThread;
import io.quorate.adapter.file.StateThread;
import io.quorate.adapter.grpc.GrpcPeers;
import io.quorate.adapter.grpc.GrpcServers;
import io.quorate.adapter.grpc.Identity;
import io.quorate.adapter.grpc.OwnClient;
import io.quorate.adapter.grpc.digest.DigestCodec;
import io.quorate.adapter.grpc.snapshot.SnapshotCodec;
import io.quorate.adapter.http.HttpLimits;
import io.quorate.adapter.http.HttpServer;
import io.quorate.adapter.loop.NodeLoop;
import io.quorate.adapter.loop.WatchReads;
import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.adapter.metrics.NodeReading;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.Arrival;
import io.quorate.replica.ChangeAnswer;
import io.quorate.replica.Failure;
import io.quorate.replica.Limits;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaPorts;
import io.quorate.replica.Standing;
import io.quorate.replica.digest.DigestLimits;
import io.quorate.replica.snapshot.SnapshotLimits;
import io.quorate.replica.watch.WatchHub;
import io.quorate.replica.watch.WatchLimits;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running node: the one class that wires the adapters together. The disk first, then the replica
 * on its loop, then whoever talks to it; stopped in the other order.
 */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** How often the loop ticks: a small part of a heartbeat. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Threads for what would hold up the loop: ranges, of which there is a limit, and a flush. */
    private static final int POOL_THREADS = 2;

    /** How long a stopping node waits for each of its parts. */
    private static final long STOP_SECONDS_MAX = 5;

    /** How long clients of a stopping node may take to get their answers. */
    private static final long ANSWER_MILLIS_MAX = 1_000;

    /** How many election timeouts a leader that stops waits for another to lead. */
    private static final int HAND_OVER_TIMEOUTS = 4;

    private final Storage storage;
    private final EventLoopGroup loops;
    private final NodeLoop loop;
    private final JournalThread journal;
    private final StateThread states;
    private final ExecutorService pool;
    private final GrpcPeers peers;
    private final GrpcServers servers;
    private final EventLoop eventLoop;
    private final NodeMetrics metrics;
    private final DiskFigures figures;
    private final Happenings happenings = new Happenings();
    private final EventLoopGroup consoleLoops = EventLoops.one("console");
    private final OwnClient ownClient;
    private final ClusterConsole console;
    private final long handOverNanosMax;
    private Optional<HttpServer> http = Optional.empty();
    private boolean isListening;

    /**
     * Starts a node.
     *
     * @param fatal told of what no node survives; it must end the process
     * @throws CannotStart if the data directory or an address cannot be had; the process is to end
     */
    public static Node start(KvdConfig given, Consumer<Throwable> fatal) throws CannotStart {
        KvdConfig config = ItsCluster.of(given);
        var metrics = new NodeMetrics(config.id(), Version.current());
        Storage storage = Storage.open(config, Measuring.store(metrics));
        storage.directory().warnings().forEach(LOG::warn);
        var node = new Node(config, storage, metrics, fatal);
        try {
            node.listen(config);
        } catch (CannotStart refused) {
            node.close();
            throw refused;
        }
        return node;
    }

    private Node(
            KvdConfig config, Storage storage, NodeMetrics metrics, Consumer<Throwable> fatal) {
        this.storage = storage;
        this.metrics = metrics;
        this.handOverNanosMax = HAND_OVER_TIMEOUTS * config.electionTimeout().toNanos();
        this.loops = EventLoops.one("loop");
        this.pool = Executors.newFixedThreadPool(POOL_THREADS, new DefaultThreadFactory("pool"));
        Limits limits =
                Limits.defaults()
                        .with(
                                config.journalTailBytes(),
                                SnapshotLimits.defaults()
                                        .withBytesPerSecond(config.snapshotBytesPerSecond()))
                        .with(DigestLimits.defaults(config.scrubBytesPerSecond()))
                        .keeping(config.historyKeep());
        this.eventLoop = loops.next();
        Engine engine = RaftParts.engine(config, storage.recovered());

        this.loop = new NodeLoop(eventLoop, limits.requestsMax(), metrics::turnTook, fatal);
        this.figures = new DiskFigures(storage.journal(), storage.state());
        this.journal =
                new JournalThread(
                        storage.journal(), new JournalPosts(loop, figures, metrics, fatal));
        this.states = new StateThread(storage.shelf(), loop::post, fatal);
        this.peers =
                new GrpcPeers(
                        eventLoop,
                        identity(config, storage),
                        () -> loop.status().engine(),
                        new DigestCodec(new SnapshotCodec(RaftParts.codec())),
                        new MetPeers(storage.directory().knownPeers()),
                        Measuring.peers(metrics));
        var watches =
                new WatchHub(
                        storage.state(), new WatchReads(pool, loop, fatal), WatchLimits.defaults());
        this.servers =
                new GrpcServers(
                        eventLoop,
                        config.clientListen().toSocketAddress(),
                        config.peerListen().toSocketAddress(),
                        peers,
                        loop,
                        figures,
                        name -> storage.state().keyspaces().named(name),
                        watches,
                        new StateSnapshots(states),
                        pool,
                        config.snapshotBytesPerSecond(),
                        Measuring.calls(metrics));
        var ports =
                new ReplicaPorts(
                        journal,
                        peers,
                        states.work(),
                        states.work(),
                        states.work(),
                        states.work(),
                        new Observers(
                                new NodeEvents(metrics, servers::setServing),
                                new Sentences(happenings)),
                        watches);
        var replica =
                new Replica(config.id(), GroupId.FIRST, engine, storage.state(), ports, limits);
        this.ownClient = new OwnClient(consoleLoops, () -> ownAddress(config.clientListen()));
        this.console = new ClusterConsole(config, ownClient, metrics, happenings);
        loop.drive(replica);
        metrics.watch(
                engine.status().members().ids(),
                loop::status,
                this::reading,
                () -> storage.stores().figures().map(Measuring::store));
        journal.start();
    }

    private void listen(KvdConfig config) throws CannotStart {
        try {
            servers.start();
            http =
                    Optional.of(
                            HttpServer.open(
                                    config.httpListen().toSocketAddress(),
                                    pages(config),
                                    HttpLimits.USUAL));
        } catch (IOException refused) {
            throw new CannotStart(refused.getMessage(), refused);
        }
        isListening = true;
        loop.start(TICK_NANOS);
        loop.post(new Arrival.Met(config.id(), storage.directory().incarnation()));
        eventLoop.execute(peers::open);
        LOG.info(
                "node={} cluster={} version={} clients={} peers={} http={} data={}",
                config.id(),
                "%016x".formatted(config.clusterId()),
                Version.current(),
                config.clientListen(),
                config.peerListen(),
                config.httpListen(),
                config.dataDir());
    }

    /** Where this node reaches itself, whatever others are told to dial. */
    private String ownAddress(HostPort listen) {
        HostPort here = listen.isWildcard() ? listen.withHost("localhost") : listen;
        return here.withPort(servers.clientPort()).toString();
    }

    private HttpServer.Pages pages(KvdConfig config) {
        return new HttpServer.Pages(
                new Readiness(loop, Arrival.Level.EVENTUAL),
                new Readiness(loop, Arrival.Level.LINEARIZABLE),
                metrics::scrape,
                console,
                List.of(
                        config.httpListen().host(),
                        config.advertiseClient().host(),
                        config.advertisePeer().host()));
    }

    private NodeReading reading() {
        return new NodeReading(
                loop.status(),
                loop.mailboxDepth(),
                loop.refused(),
                Measuring.disk(figures, storage.directory().path()));
    }

    private static Identity identity(KvdConfig config, Storage storage) {
        return new Identity(
                config.clusterId(),
                config.id(),
                storage.directory().incarnation(),
                config.advertiseClient().toString(),
                config.advertisePeer().toString(),
                Version.current(),
                "raft");
    }

    /**
     * Lets somebody else lead before this node is gone, so that nobody has to notice that it is.
     * For a bounded time: if nothing comes of it, an election will do.
     */
    private void handOver() {
        if (loop.status().engine().role() != EngineStatus.Role.LEADER) return;
        var over = new CountDownLatch(1);
        loop.post(
                new Arrival.Transfer(
                        Optional.empty(),
                        new ChangeAnswer() {
                            @Override
                            public void done(Standing standing, Optional<NodeId> leader) {
                                LOG.info("handed over to {}", leader);
                                over.countDown();
                            }

                            @Override
                            public void failed(Failure failure) {
                                LOG.info("not handed over: {}", failure);
                                over.countDown();
                            }
                        }));
        try {
            if (!over.await(handOverNanosMax, TimeUnit.NANOSECONDS)) LOG.warn("not handed over");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Hands over, answers what waits, stops all parts and leaves the disk as it should be found.
     */
    @Override
    public void close() {
        LOG.info("stopping");
        if (isListening) handOver();
        http.ifPresent(HttpServer::close);
        ownClient.close();
        consoleLoops.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS);
        servers.stop();
        loop.post(new Arrival.Stop());
        servers.stopNow(ANSWER_MILLIS_MAX);
        eventLoop.execute(peers::close);
        try {
            journal.close();
            loops.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
            pool.close();
            states.close();
            if (!storage.shelf().flush()) LOG.warn("the store is not flushed: the disk is full");
            storage.close();
            LOG.info("stopped");
        } catch (IOException e) {
            LOG.error("the data directory was not given up: {}", e.toString());
        }
    }
}
