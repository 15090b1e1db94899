package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.v1.AddMembersRequest;
import io.quorate.v1.ChangeResponse;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.NewMember;
import io.quorate.v1.PromoteMembersRequest;
import io.quorate.v1.RemoveMembersRequest;
import io.quorate.v1.ReplaceMemberRequest;
import io.quorate.v1.TransferLeadershipRequest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Changes of a cluster's members and of its leader. They go to the leader, as writes do, and are
 * sent again only if they surely were not done; each future fails with a {@link KvException} alone.
 *
 * <p>New voters learn first, and vote only once they have caught up. An id that was removed is
 * never used again: a node that lost its disk comes back under a new one.
 */
public final class ClusterChanges {

    private final Core core;
    private final RequestOptions options;

    ClusterChanges(Core core, RequestOptions options) {
        this.core = core;
        this.options = options;
    }

    /**
     * Adds voters.
     *
     * @param addresses each new id, and host:port where its peers reach it
     */
    public CompletableFuture<ChangeResult> addVoters(Map<String, String> addresses) {
        return add(AddMembersRequest.newBuilder(), addresses);
    }

    /**
     * Adds learners, which get the log but no vote.
     *
     * @param addresses each new id, and host:port where its peers reach it
     */
    public CompletableFuture<ChangeResult> addLearners(Map<String, String> addresses) {
        return add(AddMembersRequest.newBuilder().setAsLearners(true), addresses);
    }

    private CompletableFuture<ChangeResult> add(
            AddMembersRequest.Builder request, Map<String, String> addresses) {
        addresses.forEach((id, address) -> request.addMembers(member(id, address)));
        return change(ClusterGrpc.getAddMembersMethod(), request.build());
    }

    /** Removes members, for good. */
    public CompletableFuture<ChangeResult> remove(Collection<String> ids) {
        var request = RemoveMembersRequest.newBuilder().addAllIds(List.copyOf(ids)).build();
        return change(ClusterGrpc.getRemoveMembersMethod(), request);
    }

    /** Puts a new member in the place of one, which is removed for good. */
    public CompletableFuture<ChangeResult> replace(String id, String newId, String address) {
        var request =
                ReplaceMemberRequest.newBuilder()
                        .setId(id)
                        .setReplacement(member(newId, address))
                        .build();
        return change(ClusterGrpc.getReplaceMemberMethod(), request);
    }

    /** Makes learners voters. */
    public CompletableFuture<ChangeResult> promote(Collection<String> ids) {
        var request = PromoteMembersRequest.newBuilder().addAllIds(List.copyOf(ids)).build();
        return change(ClusterGrpc.getPromoteMembersMethod(), request);
    }

    /**
     * Lets another voter lead.
     *
     * @param to its id; empty for the one whose log is longest
     */
    public CompletableFuture<TransferResult> transferLeadership(String to) {
        var request = TransferLeadershipRequest.newBuilder().setTo(to).build();
        return ask(ClusterGrpc.getTransferLeadershipMethod(), request, Wire::transfer);
    }

    private static NewMember member(String id, String address) {
        return NewMember.newBuilder().setId(id).setPeerAddress(address).build();
    }

    private <Q> CompletableFuture<ChangeResult> change(
            MethodDescriptor<Q, ChangeResponse> method, Q request) {
        return ask(method, request, Wire::change);
    }

    private <Q, R, T extends Answer> CompletableFuture<T> ask(
            MethodDescriptor<Q, R> method, Q request, Function<R, T> reader) {
        long deadline = System.nanoTime() + options.timeoutNanos();
        var machine = new CallMachine(core.routing(), CallKind.WRITE, deadline);
        var future = new Waiting.Future<T>();
        return future.of(new UnaryCall<>(core, method, request, machine, reader, future));
    }
}
