package io.quorate.deploy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KvGrpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a member and passes all on as it is, but for one answer: the first linearizable get
 * that finds a key changed since another one showed it is answered with what that one showed.
 */
final class LyingProxy implements AutoCloseable {

    /** It lies of what {@code kvctl verify} puts and gets, not of its lists. */
    private static final String REGISTERS = "/r/";

    private static final String GET = KvGrpc.getGetMethod().getFullMethodName();

    private final ManagedChannel channel;
    private final Server server;
    private final Map<ByteString, GetResponse> shown = new ConcurrentHashMap<>();
    private final AtomicInteger lies = new AtomicInteger();

    /** Before the member at an address. */
    LyingProxy(String address) {
        channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            server =
                    NettyServerBuilder.forAddress(listen)
                            .fallbackHandlerRegistry(new Everything())
                            .build()
                            .start();
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    int lies() {
        return lies.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
        channel.shutdownNow();
    }

    private byte[] answer(String method, byte[] answer) {
        if (!method.equals(GET)) return answer;
        try {
            GetResponse truth = GetResponse.parseFrom(answer);
            boolean isLinearizable = truth.getHeader().getLevel() == ConsistencyLevel.LINEARIZABLE;
            boolean isRegister = truth.getKv().getKey().toStringUtf8().contains(REGISTERS);
            if (!isLinearizable || !isRegister) return answer;
            GetResponse before = shown.putIfAbsent(truth.getKv().getKey(), truth);
            if (before == null || before.getKv().equals(truth.getKv())) return answer;
            if (!lies.compareAndSet(0, 1)) return answer;
            return truth.toBuilder().setKv(before.getKv()).build().toByteArray();
        } catch (InvalidProtocolBufferException mangled) {
            throw new AssertionError(mangled);
        }
    }

    /** Every method that there may be, its messages as bytes. */
    private final class Everything extends HandlerRegistry {

        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
            MethodDescriptor<byte[], byte[]> method =
                    MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                            .setType(MethodDescriptor.MethodType.UNKNOWN)
                            .setFullMethodName(name)
                            .build();
            return ServerMethodDefinition.create(
                    method, (call, headers) -> pass(method, call, headers));
        }

        private ServerCall.Listener<byte[]> pass(
                MethodDescriptor<byte[], byte[]> method,
                ServerCall<byte[], byte[]> from,
                Metadata headers) {
            ClientCall<byte[], byte[]> to = channel.newCall(method, CallOptions.DEFAULT);
            to.start(new Back(method.getFullMethodName(), to, from), headers);
            to.request(1);
            from.request(1);
            return new Forth(from, to);
        }
    }

    /** From the client to the member. */
    private static final class Forth extends ServerCall.Listener<byte[]> {

        private final ServerCall<byte[], byte[]> from;
        private final ClientCall<byte[], byte[]> to;

        Forth(ServerCall<byte[], byte[]> from, ClientCall<byte[], byte[]> to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void onMessage(byte[] message) {
            to.sendMessage(message);
            from.request(1);
        }

        @Override
        public void onHalfClose() {
            to.halfClose();
        }

        @Override
        public void onCancel() {
            to.cancel("the client has cancelled", null);
        }
    }

    /** From the member to the client. */
    private final class Back extends ClientCall.Listener<byte[]> {

        private final String method;
        private final ClientCall<byte[], byte[]> from;
        private final ServerCall<byte[], byte[]> to;

        Back(String method, ClientCall<byte[], byte[]> from, ServerCall<byte[], byte[]> to) {
            this.method = method;
            this.from = from;
            this.to = to;
        }

        @Override
        public void onHeaders(Metadata headers) {
            to.sendHeaders(headers);
        }

        @Override
        public void onMessage(byte[] message) {
            to.sendMessage(answer(method, message));
            from.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            to.close(status, trailers);
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
