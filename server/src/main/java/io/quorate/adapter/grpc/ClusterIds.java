package io.quorate.adapter.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.StatusRequest;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which cluster answers at an address: asked once, before a node that joins has one. */
public final class ClusterIds {

    /** How long one address has to answer. */
    private static final long ANSWER_SECONDS_MAX = 5;

    private ClusterIds() {}

    /**
     * Asks one address after the other. Blocks.
     *
     * @param addresses client addresses of members, {@code host:port}
     * @throws IOException if none answers, with what each said
     */
    public static long ask(List<String> addresses) throws IOException {
        var said = new StringBuilder();
        for (String address : addresses) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().build();
            try {
                return ClusterGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                        .status(StatusRequest.getDefaultInstance())
                        .getHeader()
                        .getClusterId();
            } catch (StatusRuntimeException refused) {
                Status status = refused.getStatus();
                said.append(said.isEmpty() ? "" : "; ").append(address).append(": ");
                said.append(status.getCode()).append(' ').append(status.getDescription());
            } finally {
                channel.shutdownNow();
            }
        }
        throw new IOException("no member answers (" + said + ")");
    }
}
