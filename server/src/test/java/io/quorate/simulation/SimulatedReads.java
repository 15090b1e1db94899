package io.quorate.simulation;

import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.watch.PageWork;
import io.quorate.replica.watch.WatchPorts;
import io.quorate.replica.watch.WatchSignal;

/** The pool on which a node reads what watches lack: each page takes its time. */
final class SimulatedReads implements WatchPorts {

    private final SimulatedJournal.Host host;
    private final Arrivals arrivals;
    private final Runnable reading;

    /**
     * @param reading told of each page
     */
    SimulatedReads(SimulatedJournal.Host host, Arrivals arrivals, Runnable reading) {
        this.reading = reading;
        this.host = host;
        this.arrivals = arrivals;
    }

    @Override
    public void read(PageWork work) {
        reading.run();
        host.later(host.readNanos(), () -> arrivals.post(new Arrival.OfWatch(work.read())));
    }

    @Override
    public void goOn() {
        arrivals.post(new Arrival.OfWatch(new WatchSignal.GoOn()));
    }
}
