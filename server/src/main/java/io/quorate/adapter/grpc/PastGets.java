package io.quorate.adapter.grpc;

import io.quorate.core.state.KeyValueView;
import io.quorate.replica.Failure;
import io.quorate.v1.GetResponse;
import io.quorate.v1.ResponseHeader;

import java.util.function.Consumer;

/** Gets at a past revision. They may read the disk, so they are not for the loop. */
final class PastGets {

    private final ViewReads reads;

    PastGets(ViewReads reads) {
        this.reads = reads;
    }

    /**
     * Reads a key at a revision. One of the two is told, once, on any thread.
     *
     * @param then takes the answer
     * @param failed takes why there is none
     */
    void begin(
            KvRequests.Get get,
            ReadLevel.AtRevision level,
            Consumer<GetResponse> then,
            Consumer<Failure> failed) {
        reads.begin(
                level,
                failed,
                (header, view) ->
                        reads.pool().execute(() -> read(get, header, view, then, failed)));
    }

    private void read(
            KvRequests.Get get,
            ResponseHeader header,
            KeyValueView view,
            Consumer<GetResponse> then,
            Consumer<Failure> failed) {
        var response = GetResponse.newBuilder().setHeader(header);
        try {
            view.getAt(get.keyspace(), get.key(), header.getRevision())
                    .map(version -> KvService.keyValue(get.request().getKey(), version))
                    .ifPresent(response::setKv);
            then.accept(response.build());
        } catch (IllegalStateException storeIsClosed) {
            failed.accept(new Failure.ShuttingDown());
        } finally {
            reads.close(view);
        }
    }
}
