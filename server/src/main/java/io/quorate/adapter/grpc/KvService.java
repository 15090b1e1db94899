package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Version;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KeyValue;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PutRequest;
import io.quorate.v1.PutResponse;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.TxnRequest;
import io.quorate.v1.TxnResponse;

/**
 * Puts, gets, deletes, ranges and transactions, each by itself or on a stream of batches: requests
 * are checked here and answered by the replica.
 */
final class KvService extends KvGrpc.KvImplBase {

    private final KeyspaceNames names;
    private final Writes writes;
    private final Headers headers;
    private final KvRequests requests;
    private final Failures failures;
    private final PastGets past;
    private final RangeReads ranges;
    private final Pipelines pipelines;

    KvService(
            KeyspaceNames names,
            Writes writes,
            Headers headers,
            Failures failures,
            PastGets past,
            RangeReads ranges,
            Pipelines pipelines) {
        this.names = names;
        this.writes = writes;
        this.headers = headers;
        this.requests = new KvRequests(names, headers);
        this.failures = failures;
        this.past = past;
        this.ranges = ranges;
        this.pipelines = pipelines;
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> responses) {
        names.resolve(
                request.getContext(),
                responses,
                keyspace -> writes.write(requests.put(keyspace, request), responses));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> responses) {
        names.resolve(
                request.getContext(),
                responses,
                keyspace -> writes.write(requests.delete(keyspace, request), responses));
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> responses) {
        names.resolve(
                request.getContext(),
                responses,
                keyspace -> writes.write(requests.txn(keyspace, request), responses));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> responses) {
        Answers.checked(responses, () -> get(requests.get(request), responses));
    }

    private void get(KvRequests.Get get, StreamObserver<GetResponse> responses) {
        Asker asker = Asker.of(responses, failures);
        switch (get.level()) {
            case ReadLevel.Now _, ReadLevel.Session _, ReadLevel.Bounded _ ->
                    names.read(
                            get.level()::read,
                            get.keyspace(),
                            asker,
                            (state, standing, keyspace) ->
                                    Answers.send(
                                            responses,
                                            get.read(state, keyspace, standing, headers)));
            case ReadLevel.AtRevision at ->
                    past.begin(get, at, asker, response -> Answers.send(responses, response));
        }
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> responses) {
        Answers.checked(
                responses,
                () -> ranges.begin(request, (ServerCallStreamObserver<RangeResponse>) responses));
    }

    @Override
    public StreamObserver<PipelineRequest> pipeline(StreamObserver<PipelineResponse> responses) {
        return pipelines.open((ServerCallStreamObserver<PipelineResponse>) responses);
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
