package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;

import java.util.concurrent.Executor;

/**
 * Gets at a past revision. They may read the disk, so the loop only takes a view, and a pool reads
 * from it.
 */
final class PastGets {

    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final OpenViews views;
    private final Executor pool;

    PastGets(
            Arrivals arrivals, Headers headers, Failures failures, OpenViews views, Executor pool) {
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.views = views;
        this.pool = pool;
    }

    /** Reads a valid key at a revision that is at least 1. */
    void begin(GetRequest request, int keyspace, long at, StreamObserver<GetResponse> responses) {
        arrivals.post(
                new Arrival.ReadPast(
                        at,
                        new ReadAnswer() {
                            @Override
                            public void serve(KeyValueMachine state, Standing standing) {
                                if (!views.tryOpen()) {
                                    failed(new Failure.Overloaded("views"));
                                    return;
                                }
                                var response =
                                        GetResponse.newBuilder()
                                                .setHeader(headers.ofReadAt(standing, at));
                                KeyValueView view = state.view();
                                pool.execute(
                                        () ->
                                                read(
                                                        view, request, keyspace, at, response,
                                                        responses));
                            }

                            @Override
                            public void failed(Failure failure) {
                                Answers.fail(responses, failures.of(failure));
                            }
                        }));
    }

    private void read(
            KeyValueView view,
            GetRequest request,
            int keyspace,
            long at,
            GetResponse.Builder response,
            StreamObserver<GetResponse> responses) {
        Bytes key = Requests.bytes(request.getKey());
        try (view) {
            view.getAt(keyspace, key, at)
                    .map(version -> KvService.keyValue(request.getKey(), version))
                    .ifPresent(response::setKv);
            Answers.send(responses, response.build());
        } catch (IllegalStateException storeIsClosed) {
            StatusRuntimeException stopping = failures.of(new Failure.ShuttingDown());
            Answers.fail(responses, stopping);
        } finally {
            views.closed();
        }
    }
}
