package io.quorate.client;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * A range read page by page: at most one page waits unread, so a range of any size fits. All pages
 * show one revision. The timeout of the call is the time for each page, and does not run while the
 * caller works on one. For one thread; close it if it is not read to its end.
 */
public final class RangePages implements AutoCloseable {

    private sealed interface Signal {
        record Page(RangePage page) implements Signal {}

        record End() implements Signal {}

        record Failed(KvException why) implements Signal {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Core core;
    private final long timeoutNanos;
    private RangeCall call;
    private Optional<Signal> ahead = Optional.empty();
    private boolean pageIsWanted;

    RangePages(Core core, long timeoutNanos) {
        this.core = core;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Where the pages arrive.
     *
     * @param seen told of each page before its reader has it
     */
    RangeCall.Sink sink(Consumer<Header> seen) {
        return new RangeCall.Sink() {
            @Override
            public void begun() {}

            @Override
            public boolean page(RangePage page) {
                seen.accept(page.header());
                signals.add(new Signal.Page(page));
                return true;
            }

            @Override
            public void ended() {
                signals.add(new Signal.End());
            }

            @Override
            public void failed(KvException why) {
                signals.add(new Signal.Failed(why));
            }
        };
    }

    void begin(RangeCall begun) {
        call = begun;
        core.execute(begun);
    }

    /**
     * Whether there is another page. Waits for it.
     *
     * @throws KvException if the range broke; what was read until then is not the whole range
     */
    public boolean hasNext() {
        return switch (signal()) {
            case Signal.Page(RangePage _) -> true;
            case Signal.End() -> false;
            case Signal.Failed(KvException why) -> throw why;
        };
    }

    /** The next page. Waits for it. */
    public RangePage next() {
        return switch (signal()) {
            case Signal.Page(RangePage page) -> {
                ahead = Optional.empty();
                pageIsWanted = true;
                yield page;
            }
            case Signal.End() -> throw new NoSuchElementException("the range has ended");
            case Signal.Failed(KvException why) -> throw why;
        };
    }

    private Signal signal() {
        if (ahead.isPresent()) return ahead.get();
        if (pageIsWanted) core.execute(() -> call.wantPage(timeoutNanos));
        pageIsWanted = false;
        Signal next = Waiting.uninterruptibly(signals::take, call::cancelFromOutside);
        ahead = Optional.of(next);
        return next;
    }

    /** Ends the range early; after its end it does nothing. */
    @Override
    public void close() {
        call.cancelFromOutside();
    }
}
