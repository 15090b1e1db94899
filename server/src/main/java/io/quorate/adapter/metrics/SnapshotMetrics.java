package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import java.util.concurrent.TimeUnit;

/** The metrics of snapshots: recorded once a snapshot. Safe to share between threads. */
public final class SnapshotMetrics {

    private final Counter taken;
    private final Timer sent;
    private final Counter bytesSent;
    private final Counter notSent;
    private final Timer installed;
    private final Counter bytesReceived;
    private final Counter notInstalled;

    SnapshotMetrics(Meters meters) {
        taken = meters.counter("quorate.snapshot.taken", "Snapshots taken of this node's state");
        sent = timer(meters, "quorate.snapshot.send.duration", "From a need to its end");
        bytesSent = meters.counter("quorate.snapshot.sent.bytes", "Sent of snapshots");
        notSent = meters.counter("quorate.snapshot.send.failures", "Members that did not get one");
        installed = timer(meters, "quorate.snapshot.install.duration", "From an offer to its end");
        bytesReceived = meters.counter("quorate.snapshot.received.bytes", "Received of snapshots");
        notInstalled =
                meters.counter("quorate.snapshot.install.failures", "Snapshots given up here");
    }

    private static Timer timer(Meters meters, String name, String help) {
        return Timer.builder(name).description(help).register(meters.registry());
    }

    /** A snapshot was taken. */
    public void taken() {
        taken.increment();
    }

    /** A member has what is in one. */
    public void sent(long bytes, long nanos) {
        sent.record(nanos, TimeUnit.NANOSECONDS);
        bytesSent.increment(bytes);
    }

    /** A member did not get one. */
    public void notSent() {
        notSent.increment();
    }

    /** One is this node's state now. */
    public void installed(long bytes, long nanos) {
        installed.record(nanos, TimeUnit.NANOSECONDS);
        bytesReceived.increment(bytes);
    }

    /** One was given up. */
    public void notInstalled() {
        notInstalled.increment();
    }
}
