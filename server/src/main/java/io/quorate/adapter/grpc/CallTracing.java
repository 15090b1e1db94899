package io.quorate.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.quorate.adapter.grpc.CallListener.Shape;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells which calls clients make, and how long they take, by the methods that there are. */
final class CallTracing extends ServerStreamTracer.Factory {

    private record Method(String service, String name, Shape shape) {

        static final Method UNKNOWN =
                new Method(CallListener.UNKNOWN, CallListener.UNKNOWN, Shape.STREAM);

        static Method of(MethodDescriptor<?, ?> of) {
            Shape shape = of.getType() == MethodType.UNARY ? Shape.UNARY : Shape.STREAM;
            return new Method(of.getServiceName(), of.getBareMethodName(), shape);
        }
    }

    private final CallListener listener;
    private volatile Map<String, Method> methods = Map.of();

    CallTracing(CallListener listener) {
        this.listener = listener;
    }

    /** These are the services; before this every method is unknown. */
    void serve(List<ServerServiceDefinition> services) {
        Map<String, Method> all = new HashMap<>();
        for (ServerServiceDefinition service : services) {
            for (var method : service.getMethods()) {
                MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
                all.put(descriptor.getFullMethodName(), Method.of(descriptor));
            }
        }
        methods = all;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new Call(methods.getOrDefault(fullMethodName, Method.UNKNOWN));
    }

    private final class Call extends ServerStreamTracer {

        private final Method method;
        private final long begunNanos = System.nanoTime();

        Call(Method method) {
            this.method = method;
        }

        @Override
        public void streamClosed(Status status) {
            listener.handled(
                    method.service(),
                    method.name(),
                    method.shape(),
                    status.getCode().name(),
                    System.nanoTime() - begunNanos);
        }
    }
}
