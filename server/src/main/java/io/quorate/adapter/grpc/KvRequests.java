package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Fence;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.PutRequest;
import io.quorate.v1.PutResponse;
import io.quorate.v1.RequestContext;
import io.quorate.v1.TxnRequest;
import io.quorate.v1.TxnResponse;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What requests ask of the replica, and how its outcomes are answered, whatever call they came by.
 * Each throws the status of a request that must not be served.
 */
final class KvRequests {

    /**
     * A write.
     *
     * @param command valid, and numbered if the request is
     * @param response what is answered when it is done
     */
    record Write<T>(Command command, BiFunction<Outcome, Standing, T> response) {}

    /** A read of one key. */
    record Get(GetRequest request, Bytes key, ReadLevel level) {

        /** The name of the keyspace that is read. */
        String keyspace() {
            return request.getContext().getKeyspace();
        }

        /** Reads the state as it is now. */
        GetResponse read(KeyValueMachine state, int keyspace, Standing standing, Headers headers) {
            var response = GetResponse.newBuilder().setHeader(level.header(headers, standing));
            state.get(keyspace, key)
                    .ifPresent(live -> response.setKv(KvService.keyValue(request.getKey(), live)));
            return response.build();
        }
    }

    private final KeyspaceNames names;
    private final Headers headers;
    private final WriteResponses written;

    KvRequests(KeyspaceNames names, Headers headers) {
        this.names = names;
        this.headers = headers;
        this.written = new WriteResponses(headers);
    }

    Write<PutResponse> put(int keyspace, PutRequest request) {
        RequestContext context = request.getContext();
        Optional<Token> session = headers.session(context);
        ByteString key = request.getKey();
        var command =
                new Command.Put(
                        keyspace,
                        Requests.bytes(key),
                        Requests.bytes(request.getValue()),
                        request.getLease(),
                        Requests.nanos(request.getTtlMs()),
                        TxnRequests.previous(request.getReturnPrevious()));
        return write(
                command,
                context,
                (outcome, standing) -> written.put(key, outcome, standing, session));
    }

    Write<DeleteResponse> delete(int keyspace, DeleteRequest request) {
        RequestContext context = request.getContext();
        Optional<Token> session = headers.session(context);
        if (request.hasRange() && !request.getKey().isEmpty()) {
            throw Failures.invalid("a delete names both a key and a range");
        }
        Keys keys =
                request.hasRange()
                        ? TxnRequests.range(keyspace, request.getRange())
                        : new Keys.One(keyspace, Requests.bytes(request.getKey()));
        return write(
                new Command.Delete(keys, TxnRequests.previous(request.getReturnPrevious())),
                context,
                (outcome, standing) -> written.delete(outcome, standing, session));
    }

    Write<TxnResponse> txn(int keyspace, TxnRequest request) {
        RequestContext context = request.getContext();
        Optional<Token> session = headers.session(context);
        return write(
                TxnRequests.command(keyspace, request.getTxn()),
                context,
                (outcome, standing) -> written.txn(request.getTxn(), outcome, standing, session));
    }

    private <T> Write<T> write(
            Command.Change change,
            RequestContext context,
            BiFunction<Outcome, Standing, T> response) {
        Command command = numbered(fenced(change, context), context);
        Requests.check(Limits.whyInvalid(command));
        return new Write<>(command, response);
    }

    /** The change behind the request's fence, if it has one. */
    private Command.Write fenced(Command.Change change, RequestContext context) {
        if (!context.hasFence()) return change;
        io.quorate.v1.Fence asked = context.getFence();
        var fence =
                new Fence(
                        names.ofFence(asked.getKeyspace()),
                        Requests.bytes(asked.getKey()),
                        asked.getCreateRevision());
        return new Command.Fenced(fence, change);
    }

    /** The change once, if the request numbers it. */
    private static Command numbered(Command.Write change, RequestContext context) {
        boolean isNumbered = context.getClientId() != 0;
        if (!isNumbered && (context.getSequence() != 0 || context.getLowestUnanswered() != 0)) {
            throw Failures.invalid("sequence and lowest_unanswered go with a client_id");
        }
        if (!isNumbered) return change;
        return new Command.Once(
                context.getClientId(),
                context.getSequence(),
                context.getLowestUnanswered(),
                CommandCodec.encode(change));
    }

    Get get(GetRequest request) {
        ReadLevel level = ReadLevel.of(request.getContext(), headers.clusterId());
        Bytes key = Requests.bytes(request.getKey());
        Requests.check(Limits.whyInvalidKey(key));
        return new Get(request, key, level);
    }
}
