package io.quorate.boot;

import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Store;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Flusher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;

/** Flushes the store on a pool and tells the loop what is durable then, read back from the disk. */
final class StoreFlusher implements Flusher {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFlusher.class);

    private final Store store;
    private final KeyValueMachine state;
    private final Executor pool;
    private final Arrivals arrivals;

    StoreFlusher(Store store, KeyValueMachine state, Executor pool, Arrivals arrivals) {
        this.store = store;
        this.state = state;
        this.pool = pool;
        this.arrivals = arrivals;
    }

    @Override
    public void flush() {
        pool.execute(
                () -> {
                    if (!store.flush()) LOG.error("no room to flush the store: the journal grows");
                    arrivals.post(new Arrival.Flushed(state.durableApplied()));
                });
    }
}
