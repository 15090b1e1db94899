package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Limits;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;

/** Ranges, read page by page, as fast as their callers take the pages. */
final class RangeReads {

    private final ViewReads reads;

    RangeReads(ViewReads reads) {
        this.reads = reads;
    }

    /** Begins a range. Throws the call's status if the request cannot be served. */
    void begin(RangeRequest request, ServerCallStreamObserver<RangeResponse> call) {
        ReadLevel level = ReadLevel.of(request.getContext(), reads.clusterId());
        int keyspace = Requests.keyspace(request.getContext());
        Bytes start = Requests.bytes(request.getStart());
        Bytes end = Requests.bytes(request.getEnd());
        Requests.check(Limits.whyInvalidBound(start));
        Requests.check(Limits.whyInvalidBound(end));
        if (request.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
        if (request.getContent() == RangeContent.UNRECOGNIZED) {
            throw Failures.invalid("unknown content " + request.getContentValue());
        }
        var pages = new RangePages(call, limit, request.getContent(), reads);
        reads.begin(
                level,
                reads.failing(call),
                (header, view) ->
                        pages.begin(
                                header,
                                view,
                                () -> view.rangeAt(keyspace, start, end, header.getRevision())));
    }
}
