package io.quorate.client;

import com.google.protobuf.MessageLite;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Routing;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.RequestContext;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes the calls of a client with its options: each is to be begun by who wants it. */
final class Calls {

    /** A larger request does not share a stream with others. */
    private static final int SHARED_BYTES_MAX = 64 << 10;

    private final Core core;
    private final RequestOptions options;
    private final Optional<Registration> registration;
    private final Optional<Pipe> pipeline;

    /**
     * @param registration if there is one, each write is numbered by it
     * @param pipeline if there is one, all goes through it that can
     */
    Calls(
            Core core,
            RequestOptions options,
            Optional<Registration> registration,
            Optional<Pipe> pipeline) {
        this.pipeline = pipeline;
        this.core = core;
        this.options = options;
        this.registration = registration;
    }

    Undertaking put(Bytes key, Bytes value, Completion<? super PutResult> completion) {
        return put(key, value, Life.WITHOUT_END, completion);
    }

    Undertaking put(Bytes key, Bytes value, Life life, Completion<? super PutResult> completion) {
        return write(Verb.PUT, context -> Requests.put(context, key, value, life), completion);
    }

    Undertaking get(Bytes key, Completion<? super GetResult> completion) {
        return made(readKind(), Verb.GET, Requests.get(options, key), completion);
    }

    Undertaking delete(Keys keys, Completion<? super DeleteResult> completion) {
        return write(Verb.DELETE, context -> Requests.delete(context, keys), completion);
    }

    Undertaking txn(Txn txn, Completion<? super TxnResult> completion) {
        return write(Verb.TXN, context -> Requests.txn(context, txn), completion);
    }

    Call<?, ?> range(RangeQuery query, Completion<? super RangeResult> completion) {
        var gathered = new GatheredRange(completion);
        var request = Requests.range(options, query);
        var call = new RangeCall(core, request, routed(readKind()), gathered);
        gathered.cancelledBy(call::cancel);
        return call;
    }

    RangePages pages(RangeQuery query, Consumer<Header> seen) {
        var pages = new RangePages(core, options.timeoutNanos());
        var request = Requests.range(options, query);
        pages.begin(new RangeCall(core, request, routed(readKind()), pages.sink(seen)));
        return pages;
    }

    Call<?, ?> count(RangeQuery query, Completion<? super CountResult> completion) {
        var request = Requests.count(options, query);
        return new RangeCall(core, request, routed(readKind()), new CountedRange(completion));
    }

    private <Q extends MessageLite, R, T extends Answer> Undertaking write(
            Verb<Q, R, T> verb,
            Function<RequestContext, Q> request,
            Completion<? super T> completion) {
        RequestContext context = options.context();
        if (registration.isEmpty()) {
            return made(CallKind.WRITE, verb, request.apply(context), completion);
        }
        Registration.Numbered numbered = registration.get().next(context);
        Q made;
        try {
            made = request.apply(numbered.context());
        } catch (KvException notSent) {
            numbered.drop();
            throw notSent;
        }
        Completion<T> ending = numbered.ending(completion);
        return made(CallKind.WRITE_ONCE, verb, made, ending);
    }

    private <Q extends MessageLite, R, T extends Answer> Undertaking made(
            CallKind kind, Verb<Q, R, T> verb, Q request, Completion<? super T> completion) {
        long deadline = System.nanoTime() + options.timeoutNanos();
        if (pipeline.isPresent()) {
            Pipe pipe = pipeline.get();
            return new PipedCall<>(core, pipe, kind, verb, request, deadline, completion);
        }
        return mayShare(request)
                ? new KvCall<>(core, kind, verb, request, deadline, completion)
                : unary(kind, verb.method(), request, verb.reader(), completion);
    }

    /**
     * Results come in the order of operations, so what is large, or may wait at the server, would
     * hold up what has nothing to do with it.
     */
    private boolean mayShare(MessageLite request) {
        boolean mayWait =
                switch (options.consistency()) {
                    case Consistency.Linearizable _, Consistency.Eventual _ -> false;
                    case Consistency.AtRevision _, Consistency.InSession _, Consistency.Bounded _ ->
                            true;
                };
        return !mayWait && request.getSerializedSize() <= SHARED_BYTES_MAX;
    }

    /** Asks one member for its status. On the event loop. */
    void askStatus(String address, Waiting.Future<MemberStatus> future) {
        Optional<Endpoint> endpoint = core.routing().endpointOf(address);
        if (endpoint.isEmpty()) {
            future.failed(KvException.invalid("more addresses than " + Routing.ADDRESSES_MAX));
            return;
        }
        long deadline = System.nanoTime() + options.timeoutNanos();
        var machine = CallMachine.askOne(core.routing(), endpoint.get(), deadline);
        Function<StatusResponse, MemberStatus> reader = response -> Wire.status(address, response);
        var method = ClusterGrpc.getStatusMethod();
        var request = StatusRequest.getDefaultInstance();
        future.of(new UnaryCall<>(core, method, request, machine, reader, future));
    }

    /**
     * One request with one answer.
     *
     * @param kind whom it goes to, and when it may be sent again
     */
    <Q, R, T extends Answer> Call<Q, R> unary(
            CallKind kind,
            MethodDescriptor<Q, R> method,
            Q request,
            Function<R, T> reader,
            Completion<? super T> completion) {
        return new UnaryCall<>(core, method, request, routed(kind), reader, completion);
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
}
