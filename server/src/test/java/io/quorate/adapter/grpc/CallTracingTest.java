package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.v1.KvGrpc;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CallTracingTest {

    private final List<String> told = new ArrayList<>();
    private final CallTracing tracing = new CallTracing(new Told());

    @Test
    void aCallIsToldByItsMethodItsShapeAndItsEnd() {
        tracing.serve(List.of(new KvGrpc.KvImplBase() {}.bindService()));
        call("quorate.v1.Kv/Get", Status.OK);
        call("quorate.v1.Kv/Range", Status.CANCELLED);
        assertEquals(
                List.of("quorate.v1.Kv Get UNARY OK", "quorate.v1.Kv Range STREAM CANCELLED"),
                told);
    }

    /** Clients may ask for any name: it must not become the name of a series. */
    @Test
    void methodsThatAreNotThereHaveOneNameTogether() {
        tracing.serve(List.of(new KvGrpc.KvImplBase() {}.bindService()));
        call("quorate.v1.Kv/Drop", Status.UNIMPLEMENTED);
        call("any/thing", Status.UNIMPLEMENTED);
        String unknown = "unknown unknown STREAM UNIMPLEMENTED";
        assertEquals(List.of(unknown, unknown), told);
    }

    private void call(String method, Status end) {
        tracing.newServerStreamTracer(method, new Metadata()).streamClosed(end);
    }

    private final class Told implements CallListener {

        @Override
        public void handled(String service, String method, Shape shape, String code, long nanos) {
            told.add(service + " " + method + " " + shape + " " + code);
        }

        @Override
        public void pipelined(Kind kind, int operations, long nanos) {}

        @Override
        public void objected(String reason) {}
    }
}
