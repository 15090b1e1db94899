package io.quorate.boot;

import io.quorate.adapter.file.JournalListener;
import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Consumer;

/** Brings what the journal's thread says to the loop, and its figures to the metrics. */
final class JournalPosts implements JournalListener {

    private static final Logger LOG = LoggerFactory.getLogger(JournalPosts.class);

    private final Arrivals arrivals;
    private final DiskFigures figures;
    private final NodeMetrics metrics;
    private final Consumer<Throwable> fatal;

    /**
     * @param fatal told that the journal failed; it must end the process
     */
    JournalPosts(
            Arrivals arrivals,
            DiskFigures figures,
            NodeMetrics metrics,
            Consumer<Throwable> fatal) {
        this.arrivals = arrivals;
        this.figures = figures;
        this.metrics = metrics;
        this.fatal = fatal;
    }

    @Override
    public void persisted(GroupId group, long ticket) {
        arrivals.post(new Arrival.Persisted(ticket));
    }

    @Override
    public void fetched(GroupId group, long ticket, List<Entry> entries) {
        arrivals.post(new Arrival.Fetched(ticket, entries));
    }

    @Override
    public void room(boolean hasRoom) {
        if (hasRoom) {
            metrics.disk().hasRoom();
            LOG.info("the journal has room again: writes are taken");
        } else {
            metrics.disk().full();
            LOG.error("no room for the journal's next segment: writes are refused, reads go on");
        }
        arrivals.post(new Arrival.JournalRoom(hasRoom));
    }

    @Override
    public void failed(Throwable cause) {
        fatal.accept(cause);
    }

    @Override
    public void wrote(int persists, long bytes, long writeNanos, long forceNanos) {
        figures.synced(forceNanos);
        metrics.disk().walWrote(bytes, writeNanos, forceNanos);
    }
}
