package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Guarantee;
import io.quorate.client.core.Routing;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

    private KvClient(Core core, RequestOptions options) {
        this.core = core;
        this.options = options;
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
        return new KvClient(core, other);
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
        var future = new Waiting.Future<PutResult>();
        return future.of(putCall(key, value, future));
    }

    /** Stores a value under a key. */
    public void put(Bytes key, Bytes value, Completion<? super PutResult> completion) {
        core.execute(putCall(key, value, completion));
    }

    Call<?, ?> putCall(Bytes key, Bytes value, Completion<? super PutResult> completion) {
        var request = Requests.put(options, key, value);
        var method = KvGrpc.getPutMethod();
        return unary(method, request, routed(CallKind.WRITE), Wire::put, completion);
    }

    @Override
    public GetResult get(Bytes key) {
        return await(getAsync(key));
    }

    @Override
    public CompletableFuture<GetResult> getAsync(Bytes key) {
        var future = new Waiting.Future<GetResult>();
        return future.of(getCall(key, future));
    }

    /** Reads one key. */
    public void get(Bytes key, Completion<? super GetResult> completion) {
        core.execute(getCall(key, completion));
    }

    Call<?, ?> getCall(Bytes key, Completion<? super GetResult> completion) {
        var request = Requests.get(options, key);
        return unary(KvGrpc.getGetMethod(), request, routed(readKind()), Wire::get, completion);
    }

    @Override
    public DeleteResult delete(Bytes key) {
        return await(deleteAsync(key));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Bytes key) {
        var future = new Waiting.Future<DeleteResult>();
        return future.of(deleteCall(key, future));
    }

    /** Removes a key. */
    public void delete(Bytes key, Completion<? super DeleteResult> completion) {
        core.execute(deleteCall(key, completion));
    }

    Call<?, ?> deleteCall(Bytes key, Completion<? super DeleteResult> completion) {
        return deleteCall(Keys.of(key), completion);
    }

    @Override
    public DeleteResult delete(Keys keys) {
        return await(deleteAsync(keys));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Keys keys) {
        var future = new Waiting.Future<DeleteResult>();
        return future.of(deleteCall(keys, future));
    }

    Call<?, ?> deleteCall(Keys keys, Completion<? super DeleteResult> completion) {
        var request = Requests.delete(options, keys);
        var method = KvGrpc.getDeleteMethod();
        return unary(method, request, routed(CallKind.WRITE), Wire::delete, completion);
    }

    @Override
    public TxnResult txn(Txn txn) {
        return await(txnAsync(txn));
    }

    @Override
    public CompletableFuture<TxnResult> txnAsync(Txn txn) {
        var future = new Waiting.Future<TxnResult>();
        return future.of(txnCall(txn, future));
    }

    /** Does a transaction. */
    public void txn(Txn txn, Completion<? super TxnResult> completion) {
        core.execute(txnCall(txn, completion));
    }

    Call<?, ?> txnCall(Txn txn, Completion<? super TxnResult> completion) {
        var request = Requests.txn(options, txn);
        var method = KvGrpc.getTxnMethod();
        return unary(method, request, routed(CallKind.WRITE), TxnWire::result, completion);
    }

    @Override
    public RangeResult range(RangeQuery query) {
        return await(rangeAsync(query));
    }

    @Override
    public CompletableFuture<RangeResult> rangeAsync(RangeQuery query) {
        var future = new Waiting.Future<RangeResult>();
        return future.of(rangeCall(query, future));
    }

    Call<?, ?> rangeCall(RangeQuery query, Completion<? super RangeResult> completion) {
        var gathered = new GatheredRange(completion);
        var request = Requests.range(options, query);
        var call = new RangeCall(core, request, routed(readKind()), gathered);
        gathered.cancelledBy(call::cancel);
        return call;
    }

    @Override
    public RangePages pages(RangeQuery query) {
        return pages(query, _ -> {});
    }

    RangePages pages(RangeQuery query, Consumer<Header> seen) {
        checkNotOnLoop();
        var pages = new RangePages(core, options.timeoutNanos());
        var request = Requests.range(options, query);
        pages.begin(new RangeCall(core, request, routed(readKind()), pages.sink(seen)));
        return pages;
    }

    @Override
    public CountResult count(RangeQuery query) {
        return await(countAsync(query));
    }

    @Override
    public CompletableFuture<CountResult> countAsync(RangeQuery query) {
        var future = new Waiting.Future<CountResult>();
        return future.of(countCall(query, future));
    }

    Call<?, ?> countCall(RangeQuery query, Completion<? super CountResult> completion) {
        var request = Requests.count(options, query);
        return new RangeCall(core, request, routed(readKind()), new CountedRange(completion));
    }

    /**
     * Asks one member for its status, whether there is a quorum or not.
     *
     * @param address host:port of its client listener
     */
    public CompletableFuture<MemberStatus> statusAsync(String address) {
        HostPort.parse(address);
        var future = new Waiting.Future<MemberStatus>();
        core.execute(() -> askStatus(address, future));
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

    private void askStatus(String address, Waiting.Future<MemberStatus> future) {
        Optional<Endpoint> endpoint = core.routing().endpointOf(address);
        if (endpoint.isEmpty()) {
            future.failed(KvException.invalid("more addresses than " + Routing.ADDRESSES_MAX));
            return;
        }
        long deadline = System.nanoTime() + options.timeoutNanos();
        var machine = CallMachine.askOne(core.routing(), endpoint.get(), deadline);
        Function<StatusResponse, MemberStatus> reader = response -> Wire.status(address, response);
        var method = ClusterGrpc.getStatusMethod();
        future.of(unary(method, StatusRequest.getDefaultInstance(), machine, reader, future));
    }

    /** Changes of the cluster's members and of its leader. */
    public ClusterChanges cluster() {
        return new ClusterChanges(core, options);
    }

    private <Q, R, T extends Answer> Call<Q, R> unary(
            MethodDescriptor<Q, R> method,
            Q request,
            CallMachine machine,
            Function<R, T> reader,
            Completion<? super T> completion) {
        return new UnaryCall<>(core, method, request, machine, reader, completion);
    }

    private CallMachine routed(CallKind kind) {
        return new CallMachine(core.routing(), kind, System.nanoTime() + options.timeoutNanos());
    }

    private CallKind readKind() {
        return switch (options.consistency()) {
            case Consistency.Linearizable _ -> CallKind.LINEARIZABLE_READ;
            case Consistency.Eventual _,
                    Consistency.AtRevision _,
                    Consistency.InSession _,
                    Consistency.Bounded _ ->
                    CallKind.LOCAL_READ;
        };
    }

    <T> T await(CompletableFuture<T> future) {
        checkNotOnLoop();
        return Waiting.result(future);
    }

    private void checkNotOnLoop() {
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

        /** The client. It connects at its first call. */
        public KvClient build() {
            return new KvClient(new Core(endpoints, transport, outstandingMax), options);
        }
    }
}
