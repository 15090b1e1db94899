package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The metrics of the journal and of the disk below it. Safe to share between threads. */
public final class DiskMetrics {

    private final Timer walFsync;
    private final Timer walWrite;
    private final Counter walBytes;
    private final Timer commit;
    private final Timer flush;
    private final AtomicLong walBytesWritten = new AtomicLong();
    private volatile boolean isFull;

    DiskMetrics(Meters meters, Supplier<NodeReading> reading) {
        walFsync =
                meters.histogram(
                        "quorate.disk.wal.fsync.duration",
                        "What it takes to make a batch of the journal durable");
        walWrite =
                meters.histogram(
                        "quorate.disk.wal.write.duration",
                        "What it takes to hand a batch of the journal to the system");
        walBytes = meters.counter("quorate.disk.wal.write.bytes", "Written to the journal");
        commit =
                meters.histogram(
                        "quorate.disk.backend.commit.duration",
                        "What the store takes to take a batch in, in memory");
        flush =
                meters.histogram(
                        "quorate.disk.backend.flush.duration",
                        "What the store takes to make all that is in memory durable");
        meters.gauge(
                "quorate.disk.wal.full",
                "1 while there is no room for the journal: writes are refused",
                () -> isFull ? 1 : 0);
        meters.gauge(
                "quorate.disk.wal.size.bytes",
                "The journal's files",
                () -> reading.get().disk().journal());
        meters.gauge(
                "quorate.disk.wal.first.index",
                "The first entry that the journal holds",
                () -> reading.get().disk().journalFirstIndex());
        meters.gauge(
                "quorate.disk.free.bytes",
                "What the data directory's file system has left for this node",
                () -> reading.get().disk().free());
        meters.gauge(
                "quorate.disk.size.bytes",
                "The data directory's file system",
                () -> reading.get().disk().size());
    }

    /** A batch of the journal became durable. */
    public void walWrote(long bytes, long writeNanos, long forceNanos) {
        walFsync.record(forceNanos, TimeUnit.NANOSECONDS);
        walWrite.record(writeNanos, TimeUnit.NANOSECONDS);
        walBytes.increment(bytes);
        walBytesWritten.addAndGet(bytes);
    }

    /** What was written to the journal since the start. */
    long walBytesWritten() {
        return walBytesWritten.get();
    }

    Load.Kind syncs() {
        return new Load.Kind(
                walFsync.count(), walFsync.count(), walFsync.totalTime(TimeUnit.SECONDS));
    }

    /** There is no room for the journal. */
    public void full() {
        isFull = true;
    }

    /** There is room again. */
    public void hasRoom() {
        isFull = false;
    }

    /** The store took a batch in. */
    public void committed(long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What the store had in memory is durable. */
    public void flushed(long nanos) {
        flush.record(nanos, TimeUnit.NANOSECONDS);
    }
}
