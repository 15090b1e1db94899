package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyValueView;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.ResponseHeader;

/** Gets at a past revision. They may read the disk, so they are not for the loop. */
final class PastGets {

    private final ViewReads reads;

    PastGets(ViewReads reads) {
        this.reads = reads;
    }

    /** Reads a valid key at a revision. */
    void begin(
            GetRequest request,
            int keyspace,
            ReadLevel.AtRevision level,
            StreamObserver<GetResponse> responses) {
        reads.begin(
                level,
                responses,
                (header, view) ->
                        reads.pool()
                                .execute(() -> read(request, keyspace, header, view, responses)));
    }

    private void read(
            GetRequest request,
            int keyspace,
            ResponseHeader header,
            KeyValueView view,
            StreamObserver<GetResponse> responses) {
        var response = GetResponse.newBuilder().setHeader(header);
        try {
            view.getAt(keyspace, Requests.bytes(request.getKey()), header.getRevision())
                    .map(version -> KvService.keyValue(request.getKey(), version))
                    .ifPresent(response::setKv);
            Answers.send(responses, response.build());
        } catch (IllegalStateException storeIsClosed) {
            reads.stopping(responses);
        } finally {
            reads.close(view);
        }
    }
}
