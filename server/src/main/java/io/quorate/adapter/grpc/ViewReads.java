package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.replica.Failure;
import io.quorate.v1.ResponseHeader;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reads that may take long: each is confirmed on the loop like any read, takes a frozen view there,
 * and is carried out on a pool.
 */
final class ViewReads {

    /** How many views may be open: each keeps what it shows from being reclaimed. */
    private static final int OPEN_MAX = 256;

    private final KeyspaceNames names;
    private final Headers headers;
    private final Failures failures;
    private final Executor pool;
    private final AtomicInteger open = new AtomicInteger();

    /** Takes the pool that views are read on; it must not be the loop. */
    ViewReads(KeyspaceNames names, Headers headers, Failures failures, Executor pool) {
        this.names = names;
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

    /** Reads a view. */
    interface OnView {
        /** Takes the answer's receipt, the view, and the keyspace that is to be read. */
        void read(ResponseHeader header, KeyValueView view, int keyspace);
    }

    /**
     * Takes a view as soon as a level is met.
     *
     * @param keyspace the name of the one that is read
     * @param asker is told if the level cannot be met, or there is no such keyspace
     * @param then is called on the loop, and must see that the view is {@link #close closed}
     */
    void begin(ReadLevel level, String keyspace, Asker asker, OnView then) {
        names.read(
                level::read,
                keyspace,
                asker,
                (state, standing, id) ->
                        open(state, asker)
                                .ifPresent(
                                        view ->
                                                then.read(
                                                        level.header(headers, standing),
                                                        view,
                                                        id)));
    }

    private Optional<KeyValueView> open(KeyValueMachine state, Asker asker) {
        if (open.incrementAndGet() <= OPEN_MAX) return Optional.of(state.view());
        open.decrementAndGet();
        asker.failed(new Failure.Overloaded("views"));
        return Optional.empty();
    }

    /**
     * Looks at a keyspace that is found already as it is now, on the pool; the view is closed again
     * before anybody hears what was seen. A call whose look fails, since the keyspace is deleted or
     * for another reason, ends with why.
     */
    <T> void look(
            int keyspace,
            StreamObserver<?> call,
            Function<KeyValueView, T> look,
            BiConsumer<ResponseHeader, T> then) {
        Asker asker = asker(call);
        names.readIn(
                keyspace,
                asker,
                (state, standing, _) -> {
                    ResponseHeader header = ReadLevel.LINEARIZABLE.header(headers, standing);
                    open(state, asker)
                            .ifPresent(
                                    view ->
                                            pool.execute(
                                                    () -> look(call, header, view, look, then)));
                });
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

    /** A call that reads. */
    Asker asker(StreamObserver<?> call) {
        return Asker.of(call, failures);
    }

    /** Closes a view that was taken. May be called from any thread. */
    void close(KeyValueView view) {
        view.close();
        open.decrementAndGet();
    }

    /** The store was closed under a read. */
    void stopping(StreamObserver<?> call) {
        asker(call).failed(new Failure.ShuttingDown());
    }
}
