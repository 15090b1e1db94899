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
     * Reads a key at a revision.
     *
     * @param asker is told if there is no answer, on any thread
     * @param then takes the answer, on any thread
     */
    void begin(
            KvRequests.Get get,
            ReadLevel.AtRevision level,
            Asker asker,
            Consumer<GetResponse> then) {
        reads.begin(
                level,
                get.keyspace(),
                asker,
                (header, view, keyspace) ->
                        reads.pool().execute(() -> read(get, keyspace, header, view, asker, then)));
    }

    private void read(
            KvRequests.Get get,
            int keyspace,
            ResponseHeader header,
            KeyValueView view,
            Asker asker,
            Consumer<GetResponse> then) {
        var response = GetResponse.newBuilder().setHeader(header);
        try {
            view.getAt(keyspace, get.key(), header.getRevision())
                    .map(version -> KvService.keyValue(get.request().getKey(), version))
                    .ifPresent(response::setKv);
            then.accept(response.build());
        } catch (IllegalStateException storeIsClosed) {
            asker.failed(new Failure.ShuttingDown());
        } finally {
            reads.close(view);
        }
    }
}
