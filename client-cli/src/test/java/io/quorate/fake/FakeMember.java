package io.quorate.fake;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KeyValue;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.LeaderHint;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PutRequest;
import io.quorate.v1.PutResponse;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.RequestContext;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.TxnRequest;
import io.quorate.v1.TxnResponse;
import io.quorate.v1.TxnResult;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One member of a {@link FakeCluster}. */
public final class FakeMember {

    private final FakeCluster cluster;
    private final String id;
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Queue<Channel> connections = new ConcurrentLinkedQueue<>();
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicBoolean liesOnce = new AtomicBoolean();
    private volatile String liesOf = "";
    private volatile int port;
    private volatile int pageKeys = 2;
    private volatile boolean namesLeader = true;
    private volatile RequestContext lastContext = RequestContext.getDefaultInstance();
    private Server server;

    FakeMember(FakeCluster cluster, String id) {
        this.cluster = cluster;
        this.id = id;
        start();
    }

    /** Starts it, at the port it had before if it had one. */
    public void start() {
        long giveUpNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                server = server().start();
                port = server.getPort();
                return;
            } catch (IOException stillTaken) {
                // The JDK gives a listener's port back a little after it is closed.
                if (System.nanoTime() > giveUpNanos) throw new UncheckedIOException(stillTaken);
                Thread.yield();
            }
        }
    }

    private Server server() {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelFactory(RecordingServerChannel::new)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .withChildOption(ChannelOption.SO_LINGER, 0)
                .maxInboundMessageSize(2 * 1024 * 1024)
                .addService(new Kv())
                .addService(new FakeClusterService(this, cluster))
                .addService(new FakeLeases(this, cluster))
                .build();
    }

    /** Kills it: every connection is reset, and new ones are refused. */
    public void kill() {
        cut();
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        kill();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    public String id() {
        return id;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The next requests each meet one of these; those after them are served. */
    public void meet(Behaviour... behaviours) {
        script.addAll(List.of(behaviours));
    }

    /** How many keys a page of a range holds. */
    public void pageKeys(int keys) {
        pageKeys = keys;
    }

    /** Refuses writes without saying who leads. */
    public void keepLeaderSecret() {
        namesLeader = false;
    }

    /** The next linearizable get of such a key that can is answered with what it was before. */
    public void lieOnce(String partOfKey) {
        liesOf = partOfKey;
        liesOnce.set(true);
    }

    /** How many connections it has accepted. */
    public int accepted() {
        return accepted.get();
    }

    /** How many requests it has had. */
    public int asked() {
        return asked.get();
    }

    /** What the last get, put or delete said beside its own content. */
    public RequestContext lastContext() {
        return lastContext;
    }

    /** Past the pipeline, whose own way to close waits for the streams to end. */
    private void cut() {
        for (Channel connection; (connection = connections.poll()) != null; ) {
            Channel reset = connection;
            reset.eventLoop().execute(() -> reset.unsafe().close(reset.voidPromise()));
        }
    }

    boolean leads() {
        return cluster.leader().filter(leader -> leader == this).isPresent();
    }

    ResponseHeader.Builder header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(FakeCluster.CLUSTER_ID)
                .setNode(id)
                .setTerm(7)
                .setRevision(revision);
    }

    private ResponseHeader.Builder header(ConsistencyLevel level) {
        boolean isDefault = level == ConsistencyLevel.CONSISTENCY_LEVEL_UNSPECIFIED;
        return header(cluster.revision.get())
                .setLevel(isDefault ? ConsistencyLevel.LINEARIZABLE : level);
    }

    private StatusException notLeader() {
        if (cluster.leader().isEmpty()) {
            return refusal(ErrorReason.NO_LEADER, OperationOutcome.NOT_DONE, "", "", 0);
        }
        FakeMember leader = cluster.leader().get();
        String address = namesLeader ? leader.address() : "";
        return refusal(ErrorReason.NOT_LEADER, OperationOutcome.NOT_DONE, leader.id, address, 0);
    }

    private static StatusException refusal(
            ErrorReason reason,
            OperationOutcome outcome,
            String node,
            String address,
            long retryMs) {
        var detail =
                ErrorDetail.newBuilder()
                        .setReason(reason)
                        .setOutcome(outcome)
                        .setRetryAfterMs(retryMs)
                        .setLeader(LeaderHint.newBuilder().setNode(node).setClientAddress(address));
        return StatusProto.toStatusException(
                com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.UNAVAILABLE.value())
                        .setMessage("refused: " + reason)
                        .addDetails(Any.pack(detail.build()))
                        .build());
    }

    /** What a request does to the map, and its answer. */
    interface Effect<R> {

        R take();
    }

    /** Serves a request, or does what the script says instead. */
    <R> void serve(boolean write, StreamObserver<R> answer, Effect<R> effect) {
        asked.incrementAndGet();
        switch (script.poll()) {
            case null -> {
                if (write && !leads()) {
                    answer.onError(notLeader());
                    return;
                }
                answer.onNext(effect.take());
                answer.onCompleted();
            }
            case Behaviour.Refuse(var reason, var outcome, String leader, long retryMs) ->
                    answer.onError(refusal(reason, outcome, "", leader, retryMs));
            case Behaviour.FailPlainly(Status status) -> answer.onError(status.asException());
            case Behaviour.Cut() -> cut();
            case Behaviour.ServeAndCut() -> {
                effect.take();
                cut();
            }
            case Behaviour.ServeAndStaySilent() -> effect.take();
            case Behaviour.PageAndCut() -> {
                answer.onNext(effect.take());
                loop.schedule(this::cut, 50, TimeUnit.MILLISECONDS);
            }
        }
    }

    private final class Kv extends KvGrpc.KvImplBase {

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> answer) {
            lastContext = request.getContext();
            serve(true, answer, () -> put(request));
        }

        private PutResponse put(PutRequest request) {
            long revision = cluster.revision.incrementAndGet();
            cluster.store(request.getKey(), request.getValue(), request.getLease(), revision);
            return PutResponse.newBuilder().setHeader(header(revision)).build();
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> answer) {
            lastContext = request.getContext();
            serve(
                    false,
                    answer,
                    () -> {
                        var response =
                                GetResponse.newBuilder()
                                        .setHeader(header(request.getContext().getLevel()));
                        KeyValue kv = cluster.map.get(request.getKey());
                        KeyValue stale = cluster.superseded.get(request.getKey());
                        boolean isLie =
                                kv != null
                                        && stale != null
                                        && kv.getKey().toStringUtf8().contains(liesOf)
                                        && request.getContext().getLevel()
                                                == ConsistencyLevel.LINEARIZABLE
                                        && liesOnce.compareAndSet(true, false);
                        if (kv != null) response.setKv(isLie ? stale : kv);
                        return response.build();
                    });
        }

        @Override
        public void delete(DeleteRequest request, StreamObserver<DeleteResponse> answer) {
            lastContext = request.getContext();
            serve(
                    true,
                    answer,
                    () -> {
                        boolean was = cluster.map.remove(request.getKey()) != null;
                        long revision =
                                was ? cluster.revision.incrementAndGet() : cluster.revision.get();
                        return DeleteResponse.newBuilder()
                                .setHeader(header(revision))
                                .setDeleted(was ? 1 : 0)
                                .build();
                    });
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
            lastContext = request.getContext();
            serve(
                    true,
                    answer,
                    () -> {
                        var txn = new FakeTxn(cluster);
                        TxnResult result = txn.take(request.getTxn());
                        return TxnResponse.newBuilder()
                                .setHeader(header(txn.revision()))
                                .setResult(result)
                                .build();
                    });
        }

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
            List<KeyValue> all = inRange(request);
            long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
            List<KeyValue> kvs = all.subList(0, (int) Math.min(all.size(), limit));
            for (int from = 0; from + pageKeys < kvs.size(); from += pageKeys) {
                RangeResponse page = page(request, kvs.subList(from, from + pageKeys)).build();
                if (from == 0 && script.peek() instanceof Behaviour.PageAndCut) {
                    serve(false, answer, () -> page);
                    return;
                }
                answer.onNext(page);
            }
            int rest = kvs.isEmpty() ? 0 : (kvs.size() - 1) / pageKeys * pageKeys;
            RangeResponse last =
                    page(request, kvs.subList(rest, kvs.size()))
                            .setLast(true)
                            .setCount(kvs.size())
                            .setMore(all.size() > kvs.size())
                            .build();
            serve(false, answer, () -> last);
        }

        @Override
        public StreamObserver<PipelineRequest> pipeline(StreamObserver<PipelineResponse> answer) {
            return new FakePipeline(this, answer);
        }

        private List<KeyValue> inRange(RangeRequest request) {
            ByteString end = request.getEnd();
            var order = ByteString.unsignedLexicographicalComparator();
            return cluster.map.tailMap(request.getStart()).values().stream()
                    .takeWhile(kv -> end.isEmpty() || order.compare(kv.getKey(), end) < 0)
                    .toList();
        }

        private RangeResponse.Builder page(RangeRequest request, List<KeyValue> kvs) {
            return RangeResponse.newBuilder()
                    .setHeader(header(request.getContext().getLevel()))
                    .addAllKvs(kvs);
        }
    }

    /** Remembers the connections it accepts, so that they can be reset. */
    private final class RecordingServerChannel extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> channels) throws Exception {
            int count = super.doReadMessages(channels);
            for (Object connection : channels) connections.add((Channel) connection);
            accepted.addAndGet(Math.max(0, count));
            return count;
        }
    }
}
