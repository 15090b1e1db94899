package io.quorate.adapter.loop;

import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.watch.PageWork;
import io.quorate.replica.watch.WatchPorts;
import io.quorate.replica.watch.WatchSignal;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Reads what watches lack on a pool. Called on the loop. */
public final class WatchReads implements WatchPorts {

    private final Executor pool;
    private final Arrivals arrivals;
    private final Consumer<Throwable> fatal;

    /**
     * @param pool where pages are read; must not be the loop
     * @param fatal told of what a read throws; it must end the process
     */
    public WatchReads(Executor pool, Arrivals arrivals, Consumer<Throwable> fatal) {
        this.pool = pool;
        this.arrivals = arrivals;
        this.fatal = fatal;
    }

    @Override
    public void read(PageWork work) {
        pool.execute(
                () -> {
                    try {
                        arrivals.post(new Arrival.OfWatch(work.read()));
                    } catch (Throwable broken) {
                        fatal.accept(broken);
                    }
                });
    }

    @Override
    public void goOn() {
        arrivals.post(new Arrival.OfWatch(new WatchSignal.GoOn()));
    }
}
