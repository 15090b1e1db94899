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
    private final Counter pipelinedReads;
    private final Counter pipelinedWrites;

    CallMetrics(Meters meters) {
        this.meters = meters;
        pipelinedReads = pipelined("read");
        pipelinedWrites = pipelined("write");
    }

    private Counter pipelined(String kind) {
        return meters.counter(
                "quorate.server.pipeline.operations",
                "Operations of pipelines that were answered",
                Tags.of("kind", kind));
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

    /** Operations of a pipeline were answered. */
    public void pipelined(int reads, int writes) {
        pipelinedReads.increment(reads);
        pipelinedWrites.increment(writes);
    }
}
