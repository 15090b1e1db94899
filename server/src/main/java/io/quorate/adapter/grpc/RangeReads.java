package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Selection;
import io.quorate.replica.Failure;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;

import java.util.concurrent.atomic.AtomicInteger;

/** Ranges, read page by page, as fast as their callers take the pages. */
final class RangeReads {

    /** How many sorted ranges may be open: each keeps some megabytes until it is taken. */
    private static final int SORTS_MAX = 4;

    private final ViewReads reads;
    private final AtomicInteger sorts = new AtomicInteger();

    RangeReads(ViewReads reads) {
        this.reads = reads;
    }

    /** Begins a range. Throws the call's status if the request cannot be served. */
    void begin(RangeRequest request, ServerCallStreamObserver<RangeResponse> call) {
        ReadLevel level = ReadLevel.of(request.getContext(), reads.clusterId());
        Bytes start = Requests.bytes(request.getStart());
        Bytes end = Requests.bytes(request.getEnd());
        Requests.check(Limits.whyInvalidBound(start));
        Requests.check(Limits.whyInvalidBound(end));
        if (request.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        if (request.getContent() == RangeContent.UNRECOGNIZED) {
            throw Failures.invalid("unknown content " + request.getContentValue());
        }
        Selection selection = RangeSelection.of(request, () -> !call.isCancelled());
        boolean isSorted = selection.order().isSorted();
        var pages = new RangePages(call, selection.limit(), request.getContent(), reads);
        Asker asker = reads.asker(call);
        reads.begin(
                level,
                request.getContext().getKeyspace(),
                asker,
                (header, view, keyspace) -> {
                    if (isSorted && sorts.incrementAndGet() > SORTS_MAX) {
                        sorts.decrementAndGet();
                        reads.close(view);
                        asker.failed(new Failure.Overloaded("sorted ranges"));
                        return;
                    }
                    pages.begin(
                            header,
                            view,
                            () ->
                                    view.rangeAt(
                                            keyspace, start, end, header.getRevision(), selection),
                            () -> {
                                if (isSorted) sorts.decrementAndGet();
                            });
                });
    }
}
