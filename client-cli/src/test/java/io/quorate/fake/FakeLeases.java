package io.quorate.fake;

import io.grpc.stub.StreamObserver;
import io.quorate.v1.GrantLeaseRequest;
import io.quorate.v1.KeepLeaseRequest;
import io.quorate.v1.LeaseResponse;
import io.quorate.v1.LeasesGrpc;
import io.quorate.v1.ListLeasesRequest;
import io.quorate.v1.ListLeasesResponse;
import io.quorate.v1.RevokeLeaseRequest;
import io.quorate.v1.RevokeLeaseResponse;
import io.quorate.v1.TimeToLiveRequest;

/** Leases of a {@link FakeMember}, for which time stands still. */
final class FakeLeases extends LeasesGrpc.LeasesImplBase {

    private final FakeMember member;
    private final FakeCluster cluster;

    FakeLeases(FakeMember member, FakeCluster cluster) {
        this.member = member;
        this.cluster = cluster;
    }

    private LeaseResponse lease(long id) {
        long ttlMs = cluster.leases.get(id);
        return LeaseResponse.newBuilder()
                .setHeader(member.header(cluster.revision.get()))
                .setLease(id)
                .setTtlMs(ttlMs)
                .setLeftMs(ttlMs)
                .build();
    }

    @Override
    public void grant(GrantLeaseRequest request, StreamObserver<LeaseResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    long next = cluster.leases.isEmpty() ? 1 : cluster.leases.lastKey() + 1;
                    long id = request.getLease() == 0 ? next : request.getLease();
                    cluster.leases.put(id, request.getTtlMs());
                    return lease(id);
                });
    }

    @Override
    public void keepOnce(KeepLeaseRequest request, StreamObserver<LeaseResponse> answer) {
        member.serve(true, answer, () -> lease(request.getLease()));
    }

    @Override
    public void timeToLive(TimeToLiveRequest request, StreamObserver<LeaseResponse> answer) {
        member.serve(true, answer, () -> lease(request.getLease()));
    }

    @Override
    public void revoke(RevokeLeaseRequest request, StreamObserver<RevokeLeaseResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    cluster.leases.remove(request.getLease());
                    int before = cluster.map.size();
                    cluster.map.values().removeIf(kv -> kv.getLease() == request.getLease());
                    int gone = before - cluster.map.size();
                    long revision =
                            gone > 0 ? cluster.revision.incrementAndGet() : cluster.revision.get();
                    return RevokeLeaseResponse.newBuilder()
                            .setHeader(member.header(revision))
                            .setDeleted(gone)
                            .build();
                });
    }

    @Override
    public void list(ListLeasesRequest request, StreamObserver<ListLeasesResponse> answer) {
        member.serve(
                false,
                answer,
                () ->
                        ListLeasesResponse.newBuilder()
                                .setHeader(member.header(cluster.revision.get()))
                                .addAllLeases(cluster.leases.keySet())
                                .build());
    }
}
