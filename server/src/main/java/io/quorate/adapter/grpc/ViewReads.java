package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.ResponseHeader;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads that may take long: each is confirmed on the loop like any read, takes a frozen view there,
 * and is carried out on a pool.
 */
final class ViewReads {

    /** How many views may be open: each keeps what it shows from being reclaimed. */
    private static final int OPEN_MAX = 256;

    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final Executor pool;
    private final AtomicInteger open = new AtomicInteger();

    /** Takes the pool that views are read on; it must not be the loop. */
    ViewReads(Arrivals arrivals, Headers headers, Failures failures, Executor pool) {
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.pool = pool;
    }

    long clusterId() {
        return headers.clusterId();
    }

    Executor pool() {
        return pool;
    }

    /**
     * Takes a view as soon as a level is met.
     *
     * @param failed told if it cannot be met
     * @param then takes the answer's receipt and the view, on the loop, and must see that the view
     *     is {@link #close closed}
     */
    void begin(
            ReadLevel level,
            Consumer<Failure> failed,
            BiConsumer<ResponseHeader, KeyValueView> then) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        if (open.incrementAndGet() > OPEN_MAX) {
                            open.decrementAndGet();
                            failed(new Failure.Overloaded("views"));
                            return;
                        }
                        then.accept(level.header(headers, standing), state.view());
                    }

                    @Override
                    public void failed(Failure failure) {
                        failed.accept(failure);
                    }
                };
        arrivals.post(level.read(answer));
    }

    /**
     * Looks at the state as it is now, on the pool; the view is closed again before anybody hears
     * what was seen. A call whose look fails ends with why.
     */
    <T> void look(
            StreamObserver<?> call,
            Function<KeyValueView, T> look,
            BiConsumer<ResponseHeader, T> then) {
        begin(
                ReadLevel.LINEARIZABLE,
                failing(call),
                (header, view) -> pool.execute(() -> look(call, header, view, look, then)));
    }

    private <T> void look(
            StreamObserver<?> call,
            ResponseHeader header,
            KeyValueView view,
            Function<KeyValueView, T> look,
            BiConsumer<ResponseHeader, T> then) {
        T seen;
        try {
            seen = look.apply(view);
        } catch (IllegalStateException storeIsClosed) {
            stopping(call);
            return;
        } finally {
            close(view);
        }
        then.accept(header, seen);
    }

    /** Ends a call with what a read failed for. */
    Consumer<Failure> failing(StreamObserver<?> call) {
        return failure -> Answers.fail(call, failures.of(failure));
    }

    /** Closes a view that was taken. May be called from any thread. */
    void close(KeyValueView view) {
        view.close();
        open.decrementAndGet();
    }

    /** The store was closed under a read. */
    void stopping(StreamObserver<?> call) {
        failing(call).accept(new Failure.ShuttingDown());
    }
}
