package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KeyValue;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PutRequest;
import io.quorate.v1.PutResponse;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.TxnRequest;
import io.quorate.v1.TxnResponse;

import java.util.Optional;

/**
 * Puts, gets, deletes, ranges and transactions: requests are checked here and answered by the
 * replica.
 */
final class KvService extends KvGrpc.KvImplBase {

    private final Arrivals arrivals;
    private final Writes writes;
    private final Headers headers;
    private final WriteResponses written;
    private final Failures failures;
    private final PastGets past;
    private final RangeReads ranges;

    KvService(
            Arrivals arrivals,
            Writes writes,
            Headers headers,
            Failures failures,
            PastGets past,
            RangeReads ranges) {
        this.arrivals = arrivals;
        this.writes = writes;
        this.headers = headers;
        this.written = new WriteResponses(headers);
        this.failures = failures;
        this.past = past;
        this.ranges = ranges;
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> responses) {
        Answers.checked(responses, () -> checkedPut(request, responses));
    }

    private void checkedPut(PutRequest request, StreamObserver<PutResponse> responses) {
        int keyspace = Requests.keyspace(request.getContext());
        Optional<Token> session = headers.session(request.getContext());
        var command =
                new Command.Put(
                        keyspace,
                        Requests.bytes(request.getKey()),
                        Requests.bytes(request.getValue()),
                        request.getLease(),
                        Requests.nanos(request.getTtlMs()),
                        TxnRequests.previous(request.getReturnPrevious()));
        writes.change(
                command,
                request.getContext(),
                responses,
                (outcome, standing) -> written.put(request.getKey(), outcome, standing, session));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> responses) {
        Answers.checked(responses, () -> checkedDelete(request, responses));
    }

    private void checkedDelete(DeleteRequest request, StreamObserver<DeleteResponse> responses) {
        int keyspace = Requests.keyspace(request.getContext());
        Optional<Token> session = headers.session(request.getContext());
        if (request.hasRange() && !request.getKey().isEmpty()) {
            throw Failures.invalid("a delete names both a key and a range");
        }
        Keys keys =
                request.hasRange()
                        ? TxnRequests.range(keyspace, request.getRange())
                        : new Keys.One(keyspace, Requests.bytes(request.getKey()));
        writes.change(
                new Command.Delete(keys, TxnRequests.previous(request.getReturnPrevious())),
                request.getContext(),
                responses,
                (outcome, standing) -> written.delete(outcome, standing, session));
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> responses) {
        Answers.checked(responses, () -> checkedTxn(request, responses));
    }

    private void checkedTxn(TxnRequest request, StreamObserver<TxnResponse> responses) {
        int keyspace = Requests.keyspace(request.getContext());
        Optional<Token> session = headers.session(request.getContext());
        writes.change(
                TxnRequests.command(keyspace, request.getTxn()),
                request.getContext(),
                responses,
                (outcome, standing) -> written.txn(request.getTxn(), outcome, standing, session));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> responses) {
        Answers.checked(responses, () -> checkedGet(request, responses));
    }

    private void checkedGet(GetRequest request, StreamObserver<GetResponse> responses) {
        ReadLevel level = ReadLevel.of(request.getContext(), headers.clusterId());
        int keyspace = Requests.keyspace(request.getContext());
        Bytes key = Requests.bytes(request.getKey());
        Requests.check(io.quorate.core.state.Limits.whyInvalidKey(key));
        switch (level) {
            case ReadLevel.Now _, ReadLevel.Session _, ReadLevel.Bounded _ ->
                    getNow(request, keyspace, key, level, responses);
            case ReadLevel.AtRevision at -> past.begin(request, keyspace, at, responses);
        }
    }

    private void getNow(
            GetRequest request,
            int keyspace,
            Bytes key,
            ReadLevel level,
            StreamObserver<GetResponse> responses) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        var response =
                                GetResponse.newBuilder().setHeader(level.header(headers, standing));
                        state.get(keyspace, key)
                                .ifPresent(
                                        live -> response.setKv(keyValue(request.getKey(), live)));
                        Answers.send(responses, response.build());
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(level.read(answer));
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> responses) {
        Answers.checked(
                responses,
                () -> ranges.begin(request, (ServerCallStreamObserver<RangeResponse>) responses));
    }

    /** A live key on the wire; its value is not copied. */
    static KeyValue keyValue(ByteString key, Version version) {
        return described(key, version).setValue(uncopied(version.value())).build();
    }

    /** A live key on the wire without its value. */
    static KeyValue keyAlone(ByteString key, Version version) {
        return described(key, version).build();
    }

    private static KeyValue.Builder described(ByteString key, Version version) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setCreateRevision(version.createRevision())
                .setModRevision(version.modRevision())
                .setVersion(version.version())
                .setLease(version.lease());
    }

    static ByteString uncopied(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array(), bytes.arrayOffset(), bytes.size());
    }
}
