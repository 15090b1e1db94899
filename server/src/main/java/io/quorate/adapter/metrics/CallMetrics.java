package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The metrics of clients' calls, under the names that gRPC's servers have elsewhere. A method has
 * its own when it was first called; there are as many as methods. Safe to share between threads.
 */
public final class CallMetrics {

    private record Ended(String service, String method, String code) {}

    private final Meters meters;
    private final Map<Ended, Counter> handled = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, Counter> objections = new ConcurrentHashMap<>();
    private final Pipelined reads;
    private final Pipelined writes;

    CallMetrics(Meters meters) {
        this.meters = meters;
        reads = pipelined("read");
        writes = pipelined("write");
    }

    private record Pipelined(Counter operations, Timer duration) {

        Load.Kind kind() {
            return new Load.Kind(
                    (long) operations.count(),
                    duration.count(),
                    duration.totalTime(TimeUnit.SECONDS));
        }

        void answered(int count, long nanos) {
            operations.increment(count);
            duration.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Pipelined pipelined(String kind) {
        return new Pipelined(
                meters.counter(
                        "quorate.server.pipeline.operations",
                        "Operations of pipelines that were answered",
                        Tags.of("kind", kind)),
                meters.histogram(
                        "quorate.server.pipeline.duration",
                        "Of what is answered at once, the longest that one has waited",
                        Tags.of("kind", kind)));
    }

    /** What was read, and written, and how long it took, since the start. */
    Load.Kind reads() {
        return reads.kind().plus(single("quorate.v1.Kv/Get"));
    }

    Load.Kind writes() {
        return writes.kind().plus(single("quorate.v1.Kv/Put")).plus(single("quorate.v1.Kv/Delete"));
    }

    private Load.Kind single(String method) {
        Timer timer = durations.get(method);
        if (timer == null) return Load.Kind.NONE;
        return new Load.Kind(timer.count(), timer.count(), timer.totalTime(TimeUnit.SECONDS));
    }

    /** A call is over. */
    public void handled(String service, String method, String code) {
        handled.computeIfAbsent(new Ended(service, method, code), this::counter).increment();
    }

    /** A call of one request and one answer is over. */
    public void handled(String service, String method, String code, long nanos) {
        handled(service, method, code);
        durations
                .computeIfAbsent(service + "/" + method, _ -> duration(service, method))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A command was refused by the state. */
    public void objected(String reason) {
        objections.computeIfAbsent(reason, this::objections).increment();
    }

    private Counter objections(String reason) {
        return meters.counter(
                "quorate.server.commands.refused",
                "Commands that the state had an objection to",
                Tags.of("reason", reason));
    }

    private Counter counter(Ended ended) {
        return meters.counter(
                "grpc.server.handled",
                "Calls that ended, by how",
                labels(ended.service(), ended.method()).and("grpc_code", ended.code()));
    }

    private Timer duration(String service, String method) {
        return meters.histogram(
                "grpc.server.handling",
                "What calls of one request and one answer took, from their headers to their end",
                labels(service, method));
    }

    private static Tags labels(String service, String method) {
        return Tags.of("grpc_service", service, "grpc_method", method);
    }

    /** Reads of a pipeline were answered together; the first came so long ago. */
    public void pipelinedReads(int count, long nanos) {
        reads.answered(count, nanos);
    }

    /** Writes of a pipeline were answered together; the first came so long ago. */
    public void pipelinedWrites(int count, long nanos) {
        writes.answered(count, nanos);
    }
}
