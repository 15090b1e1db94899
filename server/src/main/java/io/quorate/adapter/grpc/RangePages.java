package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Page;
import io.quorate.core.state.RangeCursor;
import io.quorate.v1.KeyValue;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.ResponseHeader;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The pages of one range on their way to its caller. Whenever the call takes more, a task on the
 * pool reads and sends; at most one runs at a time, and whoever wants one never waits for it.
 */
final class RangePages {

    /** What a page holds, in bytes of keys and values. */
    private static final int PAGE_BYTES = 1 << 20;

    private record Source(
            ResponseHeader header,
            KeyValueView view,
            Supplier<RangeCursor> opener,
            Runnable ended) {}

    private final ServerCallStreamObserver<RangeResponse> call;
    private final RangeContent content;
    private final ViewReads reads;

    /** How often a task was wanted since the one that runs, if any, was begun; 0 if none runs. */
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile Optional<Source> source = Optional.empty();
    private Optional<RangeCursor> cursor = Optional.empty();
    private long left;
    private long count;
    private boolean isOver;

    RangePages(
            ServerCallStreamObserver<RangeResponse> call,
            long limit,
            RangeContent content,
            ViewReads reads) {
        this.call = call;
        this.left = limit;
        this.content = content;
        this.reads = reads;
        // A call takes its handlers before anything is waited for, or not at all.
        call.setOnReadyHandler(this::want);
        call.setOnCancelHandler(this::want);
    }

    /**
     * Sends what a cursor shows.
     *
     * @param opener opens the cursor; called on the pool, since it may have to look far for the
     *     first key
     * @param ended is run once it is over, whatever ended it
     */
    void begin(
            ResponseHeader header,
            KeyValueView view,
            Supplier<RangeCursor> opener,
            Runnable ended) {
        source = Optional.of(new Source(header, view, opener, ended));
        want();
    }

    private void want() {
        if (source.isEmpty()) return;
        if (wanted.getAndIncrement() == 0) reads.pool().execute(this::pump);
    }

    private void pump() {
        Source from = source.orElseThrow();
        for (int seen = wanted.get(); seen != 0; seen = wanted.addAndGet(-seen)) {
            if (!isOver) send(from);
        }
    }

    private void send(Source from) {
        try {
            while (!isOver && !call.isCancelled() && call.isReady()) {
                if (cursor.isEmpty()) cursor = Optional.of(from.opener().get());
                if (cursor.get().isTooMuch()) refuse(from);
                else sendPage(from, cursor.get());
            }
            if (!isOver && call.isCancelled()) over(from);
        } catch (IllegalStateException storeIsClosed) {
            over(from);
            reads.stopping(call);
        }
    }

    private void refuse(Source from) {
        Answers.fail(call, Failures.tooMuchToSort());
        over(from);
    }

    private void sendPage(Source from, RangeCursor cursor) {
        Page page = cursor.next(left, PAGE_BYTES);
        left -= page.versions().size();
        boolean last = page.last() || left == 0;
        count += page.versions().size();
        boolean isCounted = content == RangeContent.RANGE_CONTENT_COUNT;
        if (!isCounted || last) {
            var response =
                    RangeResponse.newBuilder()
                            .setHeader(from.header())
                            .setLast(last)
                            .setMore(last && !page.last());
            if (isCounted) response.setCount(count);
            else page.versions().forEach(live -> response.addKvs(shown(live)));
            call.onNext(response.build());
        }
        if (!last) return;
        call.onCompleted();
        over(from);
    }

    private KeyValue shown(KeyVersion live) {
        var key = KvService.uncopied(live.key());
        return content == RangeContent.RANGE_CONTENT_KEYS
                ? KvService.keyAlone(key, live.version())
                : KvService.keyValue(key, live.version());
    }

    private void over(Source from) {
        isOver = true;
        cursor.ifPresent(RangeCursor::close);
        reads.close(from.view());
        from.ended().run();
    }
}
