package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.Limits;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.ResponseHeader;

import java.util.concurrent.Executor;

/**
 * Ranges. Each is confirmed on the loop like any read, takes a frozen view there, and is then read
 * page by page on a pool, as fast as its caller takes the pages.
 */
final class RangeReads {

    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final OpenViews views;
    private final Executor pool;

    /** Takes the pool that ranges are read on; it must not be the loop. */
    RangeReads(
            Arrivals arrivals, Headers headers, Failures failures, OpenViews views, Executor pool) {
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.views = views;
        this.pool = pool;
    }

    /** Begins a range. Throws the call's status if the request cannot be served. */
    void begin(RangeRequest request, ServerCallStreamObserver<RangeResponse> call) {
        ReadLevel level = Requests.level(request.getContext());
        int keyspace = Requests.keyspace(request.getContext());
        Bytes start = Requests.bytes(request.getStart());
        Bytes end = Requests.bytes(request.getEnd());
        Requests.check(Limits.whyInvalidBound(start));
        Requests.check(Limits.whyInvalidBound(end));
        if (request.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
        var pages = new RangePages(call, limit, pool, views::closed);
        arrivals.post(
                level.read(
                        new ReadAnswer() {
                            @Override
                            public void serve(KeyValueMachine state, Standing standing) {
                                if (!views.tryOpen()) {
                                    failed(new Failure.Overloaded("views"));
                                    return;
                                }
                                ResponseHeader header = level.header(headers, standing);
                                KeyValueView view = state.view();
                                pages.begin(
                                        header,
                                        view,
                                        () ->
                                                view.rangeAt(
                                                        keyspace,
                                                        start,
                                                        end,
                                                        header.getRevision()));
                            }

                            @Override
                            public void failed(Failure failure) {
                                Answers.fail(call, failures.of(failure));
                            }
                        }));
    }
}
