package io.quorate.fake;

import io.grpc.stub.StreamObserver;
import io.quorate.v1.AddMembersRequest;
import io.quorate.v1.ChangeResponse;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.Member;
import io.quorate.v1.MembershipPhase;
import io.quorate.v1.NewMember;
import io.quorate.v1.PromoteMembersRequest;
import io.quorate.v1.RemoveMembersRequest;
import io.quorate.v1.ReplaceMemberRequest;
import io.quorate.v1.Role;
import io.quorate.v1.Standing;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;
import io.quorate.v1.TransferLeadershipRequest;
import io.quorate.v1.TransferLeadershipResponse;

/** What a {@link FakeMember} says of its cluster, and how it takes changes of the members. */
final class FakeClusterService extends ClusterGrpc.ClusterImplBase {

    private final FakeMember member;
    private final FakeCluster cluster;

    FakeClusterService(FakeMember member, FakeCluster cluster) {
        this.member = member;
        this.cluster = cluster;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
        var response =
                StatusResponse.newBuilder()
                        .setHeader(member.header(cluster.revision.get()))
                        .setVersion("0.1.0")
                        .setEngine("raft")
                        .setRole(member.leads() ? Role.LEADER : Role.FOLLOWER)
                        .setLeader(cluster.leader().map(FakeMember::id).orElse(""))
                        .setCommitIndex(40)
                        .setAppliedIndex(member.leads() ? 40 : 38)
                        .setLastIndex(41)
                        .setFirstIndex(1);
        response.setPhase(MembershipPhase.MEMBERSHIP_SETTLED);
        for (FakeMember each : cluster.members()) {
            response.addMembers(
                    described(each.id(), Standing.STANDING_VOTER)
                            .setClientAddress(each.address())
                            .setPeerAddress("127.0.0.1:7200")
                            .setConnected(true)
                            .setMatchIndex(each == member ? 41 : 39)
                            .setIncarnation(0xF00D));
        }
        cluster.added.forEach(
                (added, standing) ->
                        response.addMembers(
                                described(added, standing).setPeerAddress("10.0.0.4:7201")));
        response.addAllRemovedIds(cluster.removed);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static Member.Builder described(String id, Standing standing) {
        return Member.newBuilder().setId(id).setStanding(standing).setNext(standing);
    }

    private ChangeResponse changed() {
        return ChangeResponse.newBuilder().setHeader(member.header(cluster.revision.get())).build();
    }

    @Override
    public void addMembers(AddMembersRequest request, StreamObserver<ChangeResponse> answer) {
        Standing standing =
                request.getAsLearners() ? Standing.STANDING_LEARNER : Standing.STANDING_VOTER;
        member.serve(
                true,
                answer,
                () -> {
                    for (NewMember added : request.getMembersList()) {
                        cluster.added.put(added.getId(), standing);
                    }
                    return changed();
                });
    }

    @Override
    public void removeMembers(RemoveMembersRequest request, StreamObserver<ChangeResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    cluster.removed.addAll(request.getIdsList());
                    cluster.added.keySet().removeAll(request.getIdsList());
                    return changed();
                });
    }

    @Override
    public void replaceMember(ReplaceMemberRequest request, StreamObserver<ChangeResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    cluster.removed.add(request.getId());
                    String replacement = request.getReplacement().getId();
                    cluster.added.put(replacement, Standing.STANDING_VOTER);
                    return changed();
                });
    }

    @Override
    public void promoteMembers(
            PromoteMembersRequest request, StreamObserver<ChangeResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    for (String id : request.getIdsList()) {
                        cluster.added.put(id, Standing.STANDING_VOTER);
                    }
                    return changed();
                });
    }

    @Override
    public void transferLeadership(
            TransferLeadershipRequest request, StreamObserver<TransferLeadershipResponse> answer) {
        member.serve(
                true,
                answer,
                () -> {
                    FakeMember heir =
                            cluster.members().stream()
                                    .filter(each -> each.id().equals(request.getTo()))
                                    .findFirst()
                                    .orElse(cluster.member(2));
                    cluster.elect(heir);
                    return TransferLeadershipResponse.newBuilder()
                            .setHeader(member.header(cluster.revision.get()))
                            .setLeader(heir.id())
                            .build();
                });
    }
}
