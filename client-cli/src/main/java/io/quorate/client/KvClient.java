package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.Guarantee;
import io.quorate.client.core.WatchMachine;
import io.quorate.v1.ClientsGrpc;
import io.quorate.v1.RegisterClientRequest;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A client of a Quorate cluster. Thread-safe; one is enough for a process. Each verb has three
 * forms: blocking; {@code ...Async} with a future; and with a {@link Completion} that is called on
 * the client's event loop, which costs least.
 *
 * <p>Every failure is a {@link KvException}, and says what became of the operation. Reads are
 * repeated until the timeout; a write is repeated only if it surely did not take effect.
 */
public final class KvClient implements Kv, AutoCloseable {

    /** How many calls may be outstanding at once unless told otherwise: each takes a few KiB. */
    public static final int OUTSTANDING_MAX = 1 << 17;

    private final Core core;
    private final RequestOptions options;
    private final Optional<Registration> registration;
    private final Calls calls;

    private KvClient(Core core, RequestOptions options, Optional<Registration> registration) {
        this.core = core;
        this.options = options;
        this.registration = registration;
        this.calls = new Calls(core, options, registration, Optional.empty());
    }

    /** A client of the members at these addresses, host:port each, with default options. */
    public static KvClient of(String... endpoints) {
        return builder().endpoints(List.of(endpoints)).build();
    }

    /** Sets up a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** How this client makes its calls. */
    public RequestOptions options() {
        return options;
    }

    /** The same client with other options: they share connections, and are closed together. */
    public KvClient with(RequestOptions other) {
        return new KvClient(core, other, registration);
    }

    /**
     * The same client, known to the cluster, so that each of its writes is done exactly once: it is
     * sent again until it is answered or its time is over, whatever became of earlier attempts.
     * Writes that overlap may be done in any order. The cluster forgets it ten minutes after it was
     * last heard of; its writes fail with {@code CLIENT_UNKNOWN} then.
     *
     * @throws KvException if it could not be registered
     */
    public KvClient exactlyOnce() {
        var request = RegisterClientRequest.newBuilder().setUnordered(true).build();
        var method = ClientsGrpc.getRegisterMethod();
        Registered registered = await(ask(CallKind.WRITE_ONCE, method, request, Wire::registered));
        var known = new Registration(core, registered.id(), registered.ttlMs()).kept();
        return new KvClient(core, options, Optional.of(known));
    }

    /** A session that begins, with all guarantees. It ends with this client. */
    public Session session() {
        return session(Token.NONE);
    }

    /** A session that goes on where another is, with all guarantees. It ends with this client. */
    public Session session(Token token) {
        return new Session(this, token, EnumSet.allOf(Guarantee.class));
    }

    @Override
    public PutResult put(Bytes key, Bytes value) {
        return await(putAsync(key, value));
    }

    @Override
    public CompletableFuture<PutResult> putAsync(Bytes key, Bytes value) {
        return Waiting.begun(future -> calls.put(key, value, future));
    }

    @Override
    public PutResult put(Bytes key, Bytes value, long lease) {
        return await(Waiting.begun(future -> calls.put(key, value, Life.of(lease), future)));
    }

    @Override
    public PutResult put(Bytes key, Bytes value, Duration ttl) {
        return await(Waiting.begun(future -> calls.put(key, value, Life.of(ttl), future)));
    }

    /** Stores a value under a key. */
    public void put(Bytes key, Bytes value, Completion<? super PutResult> completion) {
        core.execute(calls.put(key, value, completion));
    }

    @Override
    public GetResult get(Bytes key) {
        return await(getAsync(key));
    }

    @Override
    public CompletableFuture<GetResult> getAsync(Bytes key) {
        return Waiting.begun(future -> calls.get(key, future));
    }

    /** Reads one key. */
    public void get(Bytes key, Completion<? super GetResult> completion) {
        core.execute(calls.get(key, completion));
    }

    @Override
    public DeleteResult delete(Bytes key) {
        return await(deleteAsync(key));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Bytes key) {
        return Waiting.begun(future -> calls.delete(Keys.of(key), future));
    }

    /** Removes a key. */
    public void delete(Bytes key, Completion<? super DeleteResult> completion) {
        core.execute(calls.delete(Keys.of(key), completion));
    }

    @Override
    public DeleteResult delete(Keys keys) {
        return await(deleteAsync(keys));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Keys keys) {
        return Waiting.begun(future -> calls.delete(keys, future));
    }

    @Override
    public TxnResult txn(Txn txn) {
        return await(txnAsync(txn));
    }

    @Override
    public CompletableFuture<TxnResult> txnAsync(Txn txn) {
        return Waiting.begun(future -> calls.txn(txn, future));
    }

    /** Does a transaction. */
    public void txn(Txn txn, Completion<? super TxnResult> completion) {
        core.execute(calls.txn(txn, completion));
    }

    @Override
    public RangeResult range(RangeQuery query) {
        return await(rangeAsync(query));
    }

    @Override
    public CompletableFuture<RangeResult> rangeAsync(RangeQuery query) {
        return Waiting.begun(future -> calls.range(query, future));
    }

    @Override
    public RangePages pages(RangeQuery query) {
        checkNotOnLoop();
        return calls.pages(query, _ -> {});
    }

    @Override
    public CountResult count(RangeQuery query) {
        return await(countAsync(query));
    }

    @Override
    public CompletableFuture<CountResult> countAsync(RangeQuery query) {
        return Waiting.begun(future -> calls.count(query, future));
    }

    /** Shows changes as they are made, one update after the other. Close it. */
    public Watch watch(WatchQuery query) {
        checkNotOnLoop();
        var watch = new Watch(core);
        watch.begin(watchCall(query, watch.sink()));
        return watch;
    }

    /** Tells a listener of changes as they are made. Close it. */
    public WatchSubscription watch(WatchQuery query, WatchListener listener) {
        var call = watchCall(query, WatchSubscription.sink(listener));
        call.begin();
        return new WatchSubscription(call);
    }

    /**
     * Shows changes as they are made, and the state instead where what it lacks of them is given
     * up. Close it.
     */
    public CoalescingWatch watchCoalescing(WatchQuery query) {
        return new CoalescingWatch(this, query);
    }

    private WatchCall watchCall(WatchQuery query, WatchCall.Sink sink) {
        var machine =
                new WatchMachine<KeyChange>(
                        core.routing(),
                        query.fromRevision(),
                        query.progress().toNanos(),
                        System.nanoTime() + options.timeoutNanos());
        return new WatchCall(core, WatchWire.request(query, options.context()), machine, sink);
    }

    /**
     * Asks one member for its status, whether there is a quorum or not.
     *
     * @param address host:port of its client listener
     */
    public CompletableFuture<MemberStatus> statusAsync(String address) {
        HostPort.parse(address);
        var future = new Waiting.Future<MemberStatus>();
        core.execute(() -> calls.askStatus(address, future));
        return future;
    }

    /**
     * The snapshots of one member.
     *
     * @param address host:port of its client listener
     */
    public MemberSnapshots snapshotsOf(String address) {
        HostPort.parse(address);
        return new MemberSnapshots(core, options, address);
    }

    /** A {@link Pipeline}: its operations take effect in the order they are asked for. Close it. */
    public Pipeline pipeline() {
        return Pipeline.of(core, options, registration);
    }

    /** The same client in a keyspace, which must exist when a call is made. */
    public KvClient keyspace(String name) {
        return with(options.withKeyspace(name));
    }

    /** The keyspaces that there are, to make and end them. */
    public Keyspaces keyspaces() {
        return new Keyspaces(this);
    }

    /** Leases, which keys can be attached to. */
    public Leases leases() {
        return new Leases(this);
    }

    /** The past of the keys, to give it up. */
    public History history() {
        return new History(this);
    }

    /** Locks, each with a fence that writes can be behind. */
    public Locks locks() {
        return new Locks(this, Locks.TTL_DEFAULT);
    }

    /** Elections: locks whose holders say something that everybody can read. */
    public Elections elections() {
        return new Elections(this, Locks.TTL_DEFAULT);
    }

    /** The same client with another time limit. */
    KvClient patient(long nanos) {
        long limit = Math.max(RequestOptions.TIMEOUT_MIN.toNanos(), nanos);
        return with(options.withTimeout(Duration.ofNanos(limit)));
    }

    /** Runs a task on the client's event loop, later; never if it is closed by then. */
    void afterwards(long nanos, Runnable task) {
        core.afterwards(nanos, task);
    }

    boolean isClosed() {
        return core.isClosed();
    }

    /** Whether the members' states are alike. */
    public Digests digests() {
        return new Digests(this);
    }

    /** Changes of the cluster's members and of its leader. */
    public ClusterChanges cluster() {
        return new ClusterChanges(core, options);
    }

    Calls calls() {
        return calls;
    }

    /** Sends one request by itself, numbered by no registration. */
    <Q, R, T extends Answer> CompletableFuture<T> ask(
            CallKind kind, MethodDescriptor<Q, R> method, Q request, Function<R, T> reader) {
        return Waiting.begun(future -> calls.unary(kind, method, request, reader, future));
    }

    <T> T await(CompletableFuture<T> future) {
        checkNotOnLoop();
        return Waiting.result(future);
    }

    void checkNotOnLoop() {
        if (core.isOnLoop()) {
            throw new IllegalStateException(
                    "a blocking call on the client's event loop would wait for itself");
        }
    }

    /** Runs a task on the client's event loop, where completions run too; it must not block. */
    public void execute(Runnable task) {
        core.execute(task);
    }

    /** Ends the outstanding calls, telling each caller how, and closes the connections. */
    @Override
    public void close() {
        core.close();
    }

    /** Sets up a {@link KvClient}. */
    public static final class Builder {

        private List<String> endpoints = List.of();
        private RequestOptions options = RequestOptions.defaults();
        private Transport transport = Transport.EPOLL;
        private int outstandingMax = OUTSTANDING_MAX;
        private Batching batching = Batching.BY_LOAD;

        private Builder() {}

        /**
         * The members' client addresses, host:port each, the nearest first: eventual reads go to
         * the first that answers. Not all members need be named.
         *
         * @throws IllegalArgumentException if one is not an address
         */
        public Builder endpoints(List<String> addresses) {
            addresses.forEach(HostPort::parse);
            endpoints = List.copyOf(addresses);
            return this;
        }

        /** How calls are made; {@link RequestOptions#defaults()} if not set. */
        public Builder options(RequestOptions defaults) {
            options = defaults;
            return this;
        }

        /** How the event loop waits for its sockets; {@link Transport#EPOLL} if not set. */
        public Builder transport(Transport kind) {
            transport = kind;
            return this;
        }

        /**
         * How many calls may be outstanding at once; {@link #OUTSTANDING_MAX} if not set. One more
         * fails at once, not done.
         */
        public Builder outstandingMax(int calls) {
            if (calls < 1) throw new IllegalArgumentException("at least one call, not " + calls);
            outstandingMax = calls;
            return this;
        }

        /** How puts, deletes, transactions and gets travel; {@link Batching#BY_LOAD} if not set. */
        public Builder batching(Batching how) {
            batching = how;
            return this;
        }

        /** The client. It connects at its first call. */
        public KvClient build() {
            var core = new Core(endpoints, transport, outstandingMax, batching);
            return new KvClient(core, options, Optional.empty());
        }
    }
}
