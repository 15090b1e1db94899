package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.RequestContext;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes the calls of a client with its options: each is to be begun by who wants it. */
final class Calls {

    private final Core core;
    private final RequestOptions options;
    private final Optional<Registration> registration;

    /**
     * @param registration if there is one, each write is numbered by it
     */
    Calls(Core core, RequestOptions options, Optional<Registration> registration) {
        this.core = core;
        this.options = options;
        this.registration = registration;
    }

    Call<?, ?> put(Bytes key, Bytes value, Completion<? super PutResult> completion) {
        return put(key, value, Life.WITHOUT_END, completion);
    }

    Call<?, ?> put(Bytes key, Bytes value, Life life, Completion<? super PutResult> completion) {
        return write(
                KvGrpc.getPutMethod(),
                context -> Requests.put(context, key, value, life),
                Wire::put,
                completion);
    }

    Call<?, ?> get(Bytes key, Completion<? super GetResult> completion) {
        var request = Requests.get(options, key);
        return unary(readKind(), KvGrpc.getGetMethod(), request, Wire::get, completion);
    }

    Call<?, ?> delete(Keys keys, Completion<? super DeleteResult> completion) {
        return write(
                KvGrpc.getDeleteMethod(),
                context -> Requests.delete(context, keys),
                Wire::delete,
                completion);
    }

    Call<?, ?> txn(Txn txn, Completion<? super TxnResult> completion) {
        return write(
                KvGrpc.getTxnMethod(),
                context -> Requests.txn(context, txn),
                TxnWire::result,
                completion);
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

    private <Q, R, T extends Answer> Call<Q, R> write(
            MethodDescriptor<Q, R> method,
            Function<RequestContext, Q> request,
            Function<R, T> reader,
            Completion<? super T> completion) {
        RequestContext context = options.context();
        if (registration.isEmpty()) {
            return unary(CallKind.WRITE, method, request.apply(context), reader, completion);
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
        return unary(CallKind.WRITE_ONCE, method, made, reader, ending);
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
