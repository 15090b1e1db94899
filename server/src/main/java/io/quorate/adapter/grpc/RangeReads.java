package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.Limits;
import io.quorate.core.state.RangeCursor;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.ResponseHeader;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ranges. Each is confirmed on the loop like any read, takes a frozen view there, and is then read
 * page by page on a pool, as fast as its caller takes the pages.
 */
final class RangeReads {

    /** How many ranges may be open: each pins a view of the store. */
    private static final int OPEN_MAX = 256;

    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final Executor pool;
    private final AtomicInteger open = new AtomicInteger();

    /** Takes the pool that ranges are read on; it must not be the loop. */
    RangeReads(Arrivals arrivals, Headers headers, Failures failures, Executor pool) {
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.pool = pool;
    }

    /** Begins a range. Throws the call's status if the request cannot be served. */
    void begin(RangeRequest request, ServerCallStreamObserver<RangeResponse> call) {
        Arrival.Level level = Requests.level(request.getContext());
        int keyspace = Requests.keyspace(request.getContext());
        Bytes start = Requests.bytes(request.getStart());
        Bytes end = Requests.bytes(request.getEnd());
        Requests.check(Limits.whyInvalidBound(start));
        Requests.check(Limits.whyInvalidBound(end));
        if (request.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
        var pages = new RangePages(call, limit, pool, open::decrementAndGet);
        arrivals.post(
                new Arrival.Read(
                        level,
                        new ReadAnswer() {
                            @Override
                            public void serve(KeyValueMachine state, Standing standing) {
                                if (open.incrementAndGet() > OPEN_MAX) {
                                    open.decrementAndGet();
                                    failed(new Failure.Overloaded("ranges"));
                                    return;
                                }
                                ResponseHeader header = headers.ofRead(standing, level);
                                KeyValueView view = state.view();
                                RangeCursor cursor = view.range(keyspace, start, end);
                                pages.begin(header, view, cursor);
                            }

                            @Override
                            public void failed(Failure failure) {
                                Answers.fail(call, failures.of(failure));
                            }
                        }));
    }
}
