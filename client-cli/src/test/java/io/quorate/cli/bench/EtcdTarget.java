package io.quorate.cli.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.quorate.cli.bench.EtcdMessages.Reply;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * etcd as a target: one connection to its leader, on one event loop, with everything that makes the
 * Quorate client fast (direct executor, epoll, no retry buffers, messages encoded beforehand).
 */
final class EtcdTarget implements AutoCloseable {

    private static final int VALUES = 64;
    private static final long STATUS_MILLIS = 2_000;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<ManagedChannel> members;
    private ManagedChannel leader;

    EtcdTarget(List<String> endpoints) {
        members = endpoints.stream().map(this::connect).toList();
        leader = members.getFirst();
    }

    private ManagedChannel connect(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        int port = Integer.parseInt(endpoint.substring(colon + 1));
        return NettyChannelBuilder.forAddress(
                        new InetSocketAddress(endpoint.substring(0, colon), port))
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .eventLoopGroup(loop)
                .channelType(EpollSocketChannel.class)
                .flowControlWindow(4 * 1024 * 1024)
                .build();
    }

    /** Asks every member who leads; below zero if nobody does. Fails if a member is down. */
    int leaderOfAll() {
        int found = -1;
        for (int i = 0; i < members.size(); i++) {
            ManagedChannel member = members.get(i);
            member.resetConnectBackoff();
            Reply status = call(member, EtcdMessages.STATUS, new byte[0], STATUS_MILLIS);
            if (status.leader() != 0 && status.leader() == status.memberId()) found = i;
        }
        return found;
    }

    /** From now on requests go to the leader. */
    void followLeader() {
        leader = members.get(leaderOfAll());
    }

    /** One call, waited for, to a member. */
    Reply put(int member, byte[] key, byte[] value, long timeoutMillis) {
        ManagedChannel channel = members.get(member);
        channel.resetConnectBackoff();
        return call(channel, EtcdMessages.PUT, EtcdMessages.put(key, value), timeoutMillis);
    }

    /** One read, waited for, from a member. */
    Reply get(int member, byte[] key, boolean serializable, long timeoutMillis) {
        byte[] request = EtcdMessages.range(key, serializable);
        return call(members.get(member), EtcdMessages.RANGE, request, timeoutMillis);
    }

    private static Reply call(
            ManagedChannel channel,
            MethodDescriptor<byte[], Reply> method,
            byte[] request,
            long timeoutMillis) {
        var options = CallOptions.DEFAULT.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
        return ClientCalls.blockingUnaryCall(channel, method, options, request);
    }

    Target puts(int keys, int valueBytes) {
        byte[][] keyBytes = new byte[keys][];
        for (int i = 0; i < keys; i++) keyBytes[i] = key(i);
        byte[][] values = new byte[VALUES][];
        for (int i = 0; i < VALUES; i++) values[i] = KvTarget.value(i, valueBytes);
        return new Requests() {
            @Override
            public void issue(long n, Completion done) {
                byte[] value = values[(int) (n % VALUES)];
                send(EtcdMessages.PUT, EtcdMessages.put(keyBytes[(int) n], value), done);
            }
        };
    }

    Target gets(int keys, boolean serializable) {
        byte[][] keyBytes = new byte[keys][];
        for (int i = 0; i < keys; i++) keyBytes[i] = key(i);
        return new Requests() {
            @Override
            public void issue(long n, Completion done) {
                byte[] request = EtcdMessages.range(keyBytes[(int) n], serializable);
                send(EtcdMessages.RANGE, request, done);
            }
        };
    }

    static byte[] key(long n) {
        return KvTarget.key(n).getBytes(StandardCharsets.UTF_8);
    }

    private void send(
            MethodDescriptor<byte[], Reply> method, byte[] request, Target.Completion done) {
        ClientCall<byte[], Reply> call = leader.newCall(method, CallOptions.DEFAULT);
        call.start(new Ending(done), new Metadata());
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
    }

    private static final class Ending extends ClientCall.Listener<Reply> {
        private final Target.Completion done;

        Ending(Target.Completion done) {
            this.done = done;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) done.succeeded();
            else done.failed(status.getCode().name());
        }
    }

    private abstract class Requests implements Target {
        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }
    }

    @Override
    public void close() {
        members.forEach(ManagedChannel::shutdownNow);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
